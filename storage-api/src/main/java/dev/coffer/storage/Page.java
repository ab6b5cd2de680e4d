package dev.coffer.storage;

import java.util.List;
import java.util.Optional;

/**
 * One page of a listing. Nothing stays open between pages.
 *
 * @param items in the listing's order; immutable
 * @param nextCursor asks for what follows; empty at the end. It grants nothing: it is a position, not a right
 * @param <T> what is listed
 */
public record Page<T>(List<T> items, Optional<String> nextCursor) {
    /**
     * Refuses nulls, copies the items.
     *
     * @param items in the listing's order
     * @param nextCursor asks for what follows; empty at the end
     */
    public Page {
        items = List.copyOf(InputRules.given("items", items));
        InputRules.given("nextCursor", nextCursor);
    }
}
