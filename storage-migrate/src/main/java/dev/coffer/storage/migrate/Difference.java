package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import java.util.List;

/**
 * A record that is not the same on both sides.
 *
 * @param kind which kind
 * @param key its primary key
 * @param what how it differs
 * @param fields of {@link What#CHANGED}: what differs, by its name in the portable dump
 */
public record Difference(RecordKind kind, RecordKey key, What what, List<String> fields) {
    /** How a record differs. */
    public enum What {
        /** The source has it and the target does not. */
        MISSING,
        /** The target has it and the source does not. */
        UNEXPECTED,
        /** Both have it, with other content. */
        CHANGED
    }

    /**
     * Copies the list.
     *
     * @param kind which kind
     * @param key its primary key
     * @param what how it differs
     * @param fields of {@link What#CHANGED}: what differs
     */
    public Difference {
        fields = List.copyOf(fields);
    }
}
