package dev.coffer.storage;

import java.util.Optional;

/**
 * Which page of a listing.
 *
 * @param limit at most so many items, from 1 to {@link Limits#pageItems()}
 * @param cursor where to go on, empty for the first page
 */
public record PageRequest(int limit, Optional<String> cursor) {
    /**
     * Refuses nulls.
     *
     * @param limit at most so many items
     * @param cursor where to go on, empty for the first page
     */
    public PageRequest {
        InputRules.given("cursor", cursor);
    }

    /**
     * {@return a request for the first page}
     *
     * @param limit at most so many items, from 1 to {@link Limits#pageItems()}
     */
    public static PageRequest first(int limit) {
        return new PageRequest(limit, Optional.empty());
    }

    /**
     * {@return a request for the page after one that ended with this cursor}
     *
     * @param cursor {@link Page#nextCursor()} of the same listing
     */
    public PageRequest after(String cursor) {
        return new PageRequest(limit, Optional.of(InputRules.given("cursor", cursor)));
    }
}
