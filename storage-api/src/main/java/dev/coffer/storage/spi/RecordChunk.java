package dev.coffer.storage.spi;

import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * Some of the records of one kind.
 *
 * @param records in ascending order of their keys; not copied
 * @param orphans which of them belong to a user that does not exist; not copied
 * @param unreadable what was found among them and cannot be given as a record
 */
public record RecordChunk(RecordRows records, BitSet orphans, List<UnreadableRecord> unreadable) {
    /**
     * Copies the list.
     *
     * @param records in ascending order of their keys
     * @param orphans which of them belong to a user that does not exist
     * @param unreadable what was found among them and cannot be given as a record
     */
    public RecordChunk {
        Objects.requireNonNull(records, "records");
        Objects.requireNonNull(orphans, "orphans");
        unreadable = List.copyOf(unreadable);
    }

    /**
     * Of records that all have their user.
     *
     * @param records in ascending order of their keys
     * @param unreadable what was found among them and cannot be given as a record
     */
    public RecordChunk(RecordRows records, List<UnreadableRecord> unreadable) {
        this(records, new BitSet(0), unreadable);
    }
}
