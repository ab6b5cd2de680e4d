package dev.coffer.storage;

import dev.coffer.storage.spi.SearchHit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds a page of users: those that the provider's index names, class by class, as far as they prove to match. What is in the index of
 * somebody that was changed or deleted without this library does no harm.
 */
final class SearchPage {
    private static final int MIN_STEP = 50;

    /** Of users that the index names, in one page. */
    private static final int MOST_LOOKED_AT = 10_000;

    private final UserSearch settings;
    private final SearchQuery query;
    private final Cursor cursor;
    private final int limit;
    private final List<Found> found = new ArrayList<>();
    private Position position;
    private int lookedAt;

    /** Behind whom to go on. */
    private record Position(MatchClass matchClass, String canonicalEmail) {}

    private record Found(User user, Position position) {}

    SearchPage(UserSearch settings, String text, int limit, Optional<String> after) {
        this.settings = settings;
        this.limit = limit;
        query = new SearchQuery(text);
        cursor = new Cursor(List.of("users.search", text));
        position = after.map(this::decoded).orElse(new Position(MatchClass.EMAIL, ""));
    }

    private Position decoded(String after) {
        List<String> parts = cursor.position(after, 2);
        try {
            return new Position(MatchClass.valueOf(parts.get(0)), parts.get(1));
        } catch (IllegalArgumentException e) {
            throw Cursor.malformed();
        }
    }

    Page<User> find(Steps steps) {
        if (position.matchClass() == MatchClass.EMAIL) {
            position = new Position(MatchClass.WORD, "");
            query.canonicalEmail()
                    .flatMap(email -> steps.call(storage -> storage.users().findByEmail(email)))
                    .ifPresent(user -> found.add(new Found(user, position)));
        }
        boolean more = !query.isEmpty();
        while (more && found.size() <= limit && lookedAt < MOST_LOOKED_AT) {
            more = step(steps);
        }
        return page(more);
    }

    /** False at the end of the last class. */
    private boolean step(Steps steps) {
        MatchClass wanted = position.matchClass();
        int most = Math.max(limit - found.size() + 1, MIN_STEP);
        String after = position.canonicalEmail();
        List<SearchHit> hits = steps.call(storage -> storage.users().search(query.terms(wanted), after, most));
        lookedAt += hits.size();
        for (SearchHit hit : hits) {
            position = new Position(wanted, hit.canonicalEmail());
            hit.user()
                    .filter(user -> isFound(hit, user, wanted))
                    .ifPresent(user -> found.add(new Found(user, position)));
        }
        if (hits.size() == most) {
            return true;
        }
        position = new Position(MatchClass.BEGINNING, "");
        return wanted == MatchClass.WORD;
    }

    private boolean isFound(SearchHit hit, User user, MatchClass wanted) {
        return !query.canonicalEmail().equals(Optional.of(hit.canonicalEmail()))
                && query.match(settings.texts(user)).equals(Optional.of(wanted));
    }

    private Page<User> page(boolean more) {
        List<Found> shown = found.subList(0, Math.min(limit, found.size()));
        Optional<Position> next = Optional.empty();
        if (found.size() > limit) {
            next = Optional.of(shown.get(limit - 1).position());
        } else if (more) {
            next = Optional.of(position);
        }
        return new Page<>(
                shown.stream().map(Found::user).toList(),
                next.map(last -> cursor.at(last.matchClass().name(), last.canonicalEmail())));
    }
}
