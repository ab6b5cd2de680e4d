package dev.coffer.storage.spi;

import java.util.Optional;

/**
 * All that a storage holds, seen at one moment, while others go on writing to it. Never writes, and never keeps a writer waiting for
 * longer than a moment. For one thread at a time. While a stream of it is open, nothing else is asked of it.
 */
public interface RecordSource extends AutoCloseable {
    /**
     * {@return what tells these tables from all others, however they are reached: two sources or targets with the same identity are the
     * same tables} Has no secret in it.
     */
    String identity();

    /** {@return where these tables are, for messages and reports; by default {@link #identity()}} Has no secret in it. */
    default String location() {
        return identity();
    }

    /** {@return the highest version that was ever given to a key-value; 0 if none was} */
    long highWater();

    /**
     * {@return what its audit log is beside the records; empty if it can have none} Then it is not asked for records of the kinds of a
     * log. By default it is empty.
     *
     * @throws dev.coffer.storage.StorageException as the storage fails
     */
    default Optional<AuditState> auditLog() {
        return Optional.empty();
    }

    /**
     * {@return how many records there are, with those that cannot be read}
     *
     * @param kind of which kind
     */
    long count(RecordKind kind);

    /**
     * Reads records in ascending order of their keys. Reads them all, also what has expired. The same call gives the same
     * records however often it is made.
     *
     * @param kind of which kind
     * @return a stream for the caller to close
     * @throws dev.coffer.storage.StorageException as the storage fails
     */
    RecordStream read(RecordKind kind);

    /** Gives everything back. */
    @Override
    void close();
}
