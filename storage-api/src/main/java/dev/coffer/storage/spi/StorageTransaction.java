package dev.coffer.storage.spi;

import dev.coffer.storage.Capability;
import dev.coffer.storage.Unsupported;
import java.util.UUID;

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
     * Hides all rows but this user's from what follows; see {@link StorageBackend#actingAs}. Called at most once, before any other operation
     * but {@link #actAs}.
     *
     * @param userId may be of nobody
     */
    default void confineTo(UUID userId) {
        throw new Unsupported(Capability.ROW_LEVEL_SECURITY);
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
