package dev.coffer.storage.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a storage holds and cannot give as a record, such as a text that is not UTF-8 or a session without its user.
 *
 * @param kind what it should be
 * @param fields what is there: each a String, a Long, a Boolean, bytes, a Map as of JSON or null, named and in the form of the
 *     portable dump as far as it could be brought there; bytes stand for a text that is none
 * @param field the one that is wrong
 * @param problem what is wrong with it, without its value, such as {@code "is not UTF-8"}
 */
public record UnreadableRecord(RecordKind kind, Map<String, @Nullable Object> fields, String field, String problem) {
    /**
     * Refuses nulls, which are a bug of the caller; copies the map.
     *
     * @param kind what it should be
     * @param fields what is there
     * @param field the one that is wrong
     * @param problem what is wrong with it
     */
    public UnreadableRecord {
        Objects.requireNonNull(kind, "kind");
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(problem, "problem");
    }

    /** Leaves the content out. */
    @Override
    public String toString() {
        return "UnreadableRecord[" + kind + ": " + field + " " + problem + "]";
    }
}
