package dev.coffer.storage.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Some of those whom the index of a search names.
 *
 * @param hits by canonical address in the order of UTF-8, each address once; may be none though more follow
 * @param next the canonical address behind which to go on; empty at the end
 */
public record SearchSlice(List<SearchHit> hits, Optional<String> next) {
    /**
     * Copies; refuses nulls, which are a bug of the caller.
     *
     * @param hits in order
     * @param next where to go on
     */
    public SearchSlice {
        hits = List.copyOf(hits);
        Objects.requireNonNull(next, "next");
    }
}
