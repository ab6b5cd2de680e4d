package dev.coffer.storage.spi;

import java.util.Optional;

/** Reads the records of one kind, in ascending order of their keys. For one thread at a time. */
public interface RecordStream extends AutoCloseable {
    /**
     * {@return the next records; empty at the end} A chunk is bounded so that a few of them fit into a small heap: some thousand
     * records or some megabytes, and one record if that is larger. It may be empty before the end.
     *
     * @throws dev.coffer.storage.StorageException as the storage fails
     */
    Optional<RecordChunk> next();

    /** Gives everything back. Does not fail. */
    @Override
    void close();
}
