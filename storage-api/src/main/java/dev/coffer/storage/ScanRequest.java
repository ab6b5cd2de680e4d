package dev.coffer.storage;

import java.util.Optional;

/** See {@link Scan}. */
record ScanRequest(
        Optional<String> from, Optional<String> to, boolean backwards, Optional<Integer> limit, Optional<String> cursor)
        implements Scan {
    static final ScanRequest ALL = of(Optional.empty(), Optional.empty());

    static ScanRequest of(Optional<String> from, Optional<String> to) {
        return new ScanRequest(from, to, false, Optional.empty(), Optional.empty());
    }
}
