package dev.coffer.storage;

import java.util.Optional;

/**
 * What to scan, in UTF-8 byte order: {@code Scan.prefix("2026-").descending().limit(100)}. In a record it ranges over
 * keys, in a namespace over ids.
 *
 * @param from the first, empty for no bound
 * @param to the one after the last, empty for no bound
 * @param backwards from the end to the beginning
 * @param limit at most so many items a page, from 1 to {@link Limits#pageItems()}; empty for that limit itself
 * @param cursor where to go on, empty for the first page
 */
public record Scan(
        Optional<String> from,
        Optional<String> to,
        boolean backwards,
        Optional<Integer> limit,
        Optional<String> cursor) {
    private static final Scan ALL =
            new Scan(Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());

    /**
     * Refuses nulls.
     *
     * @param from the first, empty for no bound
     * @param to the one after the last, empty for no bound
     * @param backwards from the end to the beginning
     * @param limit at most so many items a page, empty for the highest
     * @param cursor where to go on, empty for the first page
     */
    public Scan {
        InputRules.given("from", from);
        InputRules.given("to", to);
        InputRules.given("limit", limit);
        InputRules.given("cursor", cursor);
    }

    /** {@return everything} */
    public static Scan all() {
        return ALL;
    }

    /**
     * {@return what begins with this text, byte by byte: no character is a wildcard}
     *
     * @param prefix at most 255 code points; empty for everything
     */
    public static Scan prefix(String prefix) {
        Texts.wellFormed("prefix", prefix);
        return new Scan(
                Optional.of(prefix), Texts.successorOfPrefix(prefix), false, Optional.empty(), Optional.empty());
    }

    /**
     * {@return what lies from {@code from} (inclusive) to {@code to} (exclusive)}
     *
     * @param from at most 255 code points
     * @param to at most 255 code points
     */
    public static Scan range(String from, String to) {
        return new Scan(
                Optional.of(InputRules.given("from", from)),
                Optional.of(InputRules.given("to", to)),
                false,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * {@return what lies from {@code from} (inclusive) on}
     *
     * @param from at most 255 code points
     */
    public static Scan from(String from) {
        Optional<String> bound = Optional.of(InputRules.given("from", from));
        return new Scan(bound, Optional.empty(), false, Optional.empty(), Optional.empty());
    }

    /**
     * {@return what lies up to {@code to} (exclusive)}
     *
     * @param to at most 255 code points
     */
    public static Scan to(String to) {
        Optional<String> bound = Optional.of(InputRules.given("to", to));
        return new Scan(Optional.empty(), bound, false, Optional.empty(), Optional.empty());
    }

    /** {@return the same from the end to the beginning} */
    public Scan descending() {
        return new Scan(from, to, true, limit, cursor);
    }

    /**
     * {@return the same with at most so many items a page}
     *
     * @param limit from 1 to {@link Limits#pageItems()}
     */
    public Scan limit(int limit) {
        return new Scan(from, to, backwards, Optional.of(limit), cursor);
    }

    /**
     * {@return the next page, after one that ended with this cursor}
     *
     * @param cursor {@link Page#nextCursor()} of the same scan
     */
    public Scan after(String cursor) {
        return new Scan(from, to, backwards, limit, Optional.of(InputRules.given("cursor", cursor)));
    }
}
