package dev.coffer.storage;

import dev.coffer.storage.spi.SearchHit;
import dev.coffer.storage.spi.SearchSlice;
import dev.coffer.storage.spi.SearchTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds a page of users: those that the provider's index names, class by class, as far as they prove to match. What is in the index of
 * somebody that was changed or deleted without this library does no harm.
 */
final class SearchPage {
    private static final int MIN_SLICE = 50;
    private static final int MAX_SLICE = 1_000;
    private static final int GROWTH = 4;

    /** Of calls to the provider in one page: who wants more asks for the next. */
    private static final int MAX_SLICES = 4;

    private final UserSearch settings;
    private final SearchQuery query;
    private final Cursor cursor;
    private final int limit;
    private final List<Found> found = new ArrayList<>();
    private Position position;

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
        boolean more = true;
        int most = Math.min(Math.max(limit + 1, MIN_SLICE), MAX_SLICE);
        for (int slices = 0; more && found.size() <= limit && slices < MAX_SLICES; slices++) {
            more = look(steps, most);
            most = Math.min(most * GROWTH, MAX_SLICE);
        }
        return page(more);
    }

    /** False at the end of the last class. */
    private boolean look(Steps steps, int most) {
        MatchClass wanted = position.matchClass();
        Optional<SearchTerms> terms = query.terms(wanted);
        if (terms.isPresent()) {
            String after = position.canonicalEmail();
            SearchSlice slice = steps.call(storage -> storage.users().search(terms.get(), after, most));
            for (SearchHit hit : slice.hits()) {
                position = new Position(wanted, hit.canonicalEmail());
                if (isFound(hit, wanted)) {
                    found.add(new Found(hit.user(), position));
                }
            }
            if (slice.next().isPresent()) {
                position = new Position(wanted, slice.next().get());
                return true;
            }
        }
        position = new Position(MatchClass.BEGINNING, "");
        return wanted == MatchClass.WORD;
    }

    private boolean isFound(SearchHit hit, MatchClass wanted) {
        return !query.canonicalEmail().equals(Optional.of(hit.canonicalEmail()))
                && query.match(settings.words(hit.user())).equals(Optional.of(wanted));
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
