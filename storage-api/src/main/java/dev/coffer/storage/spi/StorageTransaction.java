package dev.coffer.storage.spi;

import dev.coffer.storage.Capability;
import dev.coffer.storage.Unsupported;

/**
 * A transaction. Used by the thread that began it and by no other. An operation that fails with InvalidInput, NotFound,
 * VersionConflict or Unsupported has changed nothing and the transaction goes on; after any other failure it is only
 * closed.
 */
public interface StorageTransaction extends StorageOperations, AutoCloseable {
    /**
     * Lets the audit log say this of all changes that follow. Called at most once, before any other operation.
     *
     * @param context of the changes
     */
    default void actAs(AuditContext context) {
        throw new Unsupported(Capability.AUDIT);
    }

    /**
     * Makes the changes durable and visible. Called at most once.
     *
     * @throws dev.coffer.storage.UnknownOutcome if the answer was lost
     * @throws dev.coffer.storage.StorageException if nothing was changed
     */
    void commit();

    /** Undoes the changes unless {@link #commit} was called; gives the connection back. Does not fail. */
    @Override
    void close();
}
