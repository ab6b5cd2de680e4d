package dev.coffer.storage.spi;

import java.util.Objects;

/**
 * A word, or the beginning of one.
 *
 * @param text of a user: what it is found by; of a query: what has to be there
 * @param whole of a user: whether it is a whole word, and not only the beginning of one; of a query: whether only a whole word will do
 */
public record SearchTerm(String text, boolean whole) {
    /**
     * Refuses nulls, which are a bug of the caller.
     *
     * @param text a word, or the beginning of one
     * @param whole whether it is, or has to be, a whole word
     */
    public SearchTerm {
        Objects.requireNonNull(text, "text");
    }
}
