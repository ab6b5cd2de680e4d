package dev.coffer.storage.spi;

import dev.coffer.storage.Capability;
import dev.coffer.storage.Health;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.Unsupported;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An open storage. Each operation called on it directly is atomic and durable when it returns. Safe for many threads. A
 * thread that holds a transaction of this storage calls only that one.
 */
public interface StorageBackend extends StorageOperations, AutoCloseable {
    /** {@return what it supports; the methods of what it does not need not be implemented} */
    Set<Capability> capabilities();

    /**
     * The operations, each of which lets the audit log say this of what it changes.
     *
     * @param context of the changes
     * @return the operations, for one call
     */
    default StorageOperations as(AuditContext context) {
        throw new Unsupported(Capability.AUDIT);
    }

    /**
     * The operations, each of which sees and changes rows of this user alone, as {@link dev.coffer.storage.Storage#actingAs} says: the user,
     * sessions and tokens with the {@code userId}, items of a marked namespace whose id is {@link UUID#toString}, and applied keys that begin
     * with that and a colon. To all else the operations are as if it did not exist, purges included. What would make a row that is not the
     * user's, a user, or another address of one, is {@link dev.coffer.storage.AccessDenied#ofUser}, before anything is looked at that would
     * tell whether it is taken, and with the same message whether it is. An update that names the present address changes none.
     *
     * @param userId may be of nobody
     * @param context what the audit log is to say of the changes, if anything
     * @return the operations, for one call
     */
    default StorageOperations actingAs(UUID userId, Optional<AuditContext> context) {
        throw new Unsupported(Capability.ROW_LEVEL_SECURITY);
    }

    /**
     * Begins a transaction bound to the calling thread.
     *
     * @param options isolation, and whether it only reads
     * @return the transaction, for the caller to close
     * @throws dev.coffer.storage.StorageException if there is no connection, or the writer is busy
     */
    default StorageTransaction begin(TransactionOptions options) {
        throw new Unsupported(Capability.TRANSACTIONS);
    }

    /**
     * Returns if a read of a table of the storage's own gets an answer.
     *
     * @throws dev.coffer.storage.StorageException the reason why it does not
     */
    void ping();

    /**
     * Looks how the storage fares, on one connection at most: whether its tables can be read and written, and what will soon go
     * wrong. Called by one thread at a time, and not more than once a second. May wait as long as any call, for a connection
     * also.
     *
     * @param findings is told
     * @throws dev.coffer.storage.StorageException the reason why nothing is served
     */
    default void health(Health.Builder findings) {
        ping();
    }

    /**
     * Tells what it knows without waiting, while {@link #health} has no answer for 2 seconds: whether it is only that all
     * connections are in use.
     *
     * @param findings is told
     */
    default void healthWithoutAnswer(Health.Builder findings) {
        findings.down("there was no answer within 2 seconds");
    }

    /** Gives everything back. Called once, when no call runs any more or those that run are to fail. */
    @Override
    void close();
}
