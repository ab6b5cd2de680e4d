package dev.coffer.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds a page of users that pass a filter, among those of whom the provider does not know that they do not. */
final class FilteredPage {
    private static final int MIN_STEP = 100;

    /** Of users that the provider lets pass, in one page. */
    private static final int MOST_LOOKED_AT = 10_000;

    private final UserFilter filter;
    private final Cursor cursor;
    private final int limit;
    private final List<User> found = new ArrayList<>();
    private @Nullable UUID after;
    private int lookedAt;

    FilteredPage(UserFilter filter, int limit, Optional<String> cursor) {
        this.filter = filter;
        this.limit = limit;
        this.cursor = new Cursor(List.of("users", filter.conditions().toString()));
        after = this.cursor.uuid(cursor);
    }

    Page<User> find(Steps steps) {
        boolean more = true;
        while (more && found.size() <= limit && lookedAt < MOST_LOOKED_AT) {
            more = step(steps);
        }
        if (found.size() > limit || !more) {
            return cursor.page(found.subList(0, Math.min(found.size(), limit + 1)), limit, User::id);
        }
        return new Page<>(found, Optional.of(cursor.at(String.valueOf(after))));
    }

    /** False when there are no more. */
    private boolean step(Steps steps) {
        int most = Math.max(limit - found.size() + 1, MIN_STEP);
        @Nullable UUID from = after;
        List<User> passed = steps.call(storage -> storage.users().list(filter.conditions(), from, most));
        for (User user : passed) {
            after = user.id();
            if (filter.passes(user.metadata())) {
                found.add(user);
            }
        }
        lookedAt += passed.size();
        return passed.size() == most;
    }
}
