package dev.coffer.storage;

import java.util.Optional;

/**
 * What to scan, in UTF-8 byte order: {@code Scan.prefix("2026-").descending().limit(100)}. In a record it ranges over
 * keys, in a namespace over ids. Immutable; each method returns a new value.
 */
public sealed interface Scan permits ScanRequest {
    /** {@return the first, empty for no bound} */
    Optional<String> from();

    /** {@return the one after the last, empty for no bound} */
    Optional<String> to();

    /** {@return whether it goes from the end to the beginning} */
    boolean backwards();

    /** {@return at most so many items a page, empty for {@link Limits#pageItems()}} */
    Optional<Integer> limit();

    /** {@return where to go on, empty for the first page} */
    Optional<String> cursor();

    /** {@return everything} */
    static Scan all() {
        return ScanRequest.ALL;
    }

    /**
     * {@return what begins with this text, byte by byte: no character is a wildcard}
     *
     * @param prefix at most 255 code points; empty for everything
     */
    static Scan prefix(String prefix) {
        Texts.wellFormed("prefix", prefix);
        return ScanRequest.of(Optional.of(prefix), Texts.successorOfPrefix(prefix));
    }

    /**
     * {@return what lies from {@code from} (inclusive) to {@code to} (exclusive)}
     *
     * @param from at most 255 code points
     * @param to at most 255 code points
     */
    static Scan range(String from, String to) {
        return ScanRequest.of(Optional.of(InputRules.given("from", from)), Optional.of(InputRules.given("to", to)));
    }

    /**
     * {@return what lies from {@code from} (inclusive) on}
     *
     * @param from at most 255 code points
     */
    static Scan from(String from) {
        return ScanRequest.of(Optional.of(InputRules.given("from", from)), Optional.empty());
    }

    /**
     * {@return what lies up to {@code to} (exclusive)}
     *
     * @param to at most 255 code points
     */
    static Scan to(String to) {
        return ScanRequest.of(Optional.empty(), Optional.of(InputRules.given("to", to)));
    }

    /** {@return the same from the end to the beginning} */
    default Scan descending() {
        return new ScanRequest(from(), to(), true, limit(), cursor());
    }

    /**
     * {@return the same with at most so many items a page}
     *
     * @param limit from 1 to {@link Limits#pageItems()}
     */
    default Scan limit(int limit) {
        return new ScanRequest(from(), to(), backwards(), Optional.of(limit), cursor());
    }

    /**
     * {@return the next page, after one that ended with this cursor}
     *
     * @param cursor {@link Page#nextCursor()} of the same scan
     */
    default Scan after(String cursor) {
        return new ScanRequest(from(), to(), backwards(), limit(), Optional.of(InputRules.given("cursor", cursor)));
    }
}
