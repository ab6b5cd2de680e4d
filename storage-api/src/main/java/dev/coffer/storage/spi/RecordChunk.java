package dev.coffer.storage.spi;

import java.util.List;

/**
 * Some of the records of one kind.
 *
 * @param records in ascending order of their keys
 * @param unreadable what was found among them and is no record
 */
public record RecordChunk(List<StoredRecord> records, List<UnreadableRecord> unreadable) {
    /**
     * Copies the lists.
     *
     * @param records in ascending order of their keys
     * @param unreadable what was found among them and is no record
     */
    public RecordChunk {
        records = List.copyOf(records);
        unreadable = List.copyOf(unreadable);
    }
}
