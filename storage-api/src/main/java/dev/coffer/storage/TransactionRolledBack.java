package dev.coffer.storage;

import org.jspecify.annotations.Nullable;

/**
 * The transaction was rolled back although its work did not ask for that: an earlier error in it was swallowed, or the
 * database ended it.
 */
public final class TransactionRolledBack extends StorageException {
    private static final long serialVersionUID = 1L;

    /**
     * The database ended the transaction: its work may be repeated as a whole.
     *
     * @param message what happened; names no stored value and no secret
     * @param cause the database's own error, null if there is none
     */
    public TransactionRolledBack(String message, @Nullable Throwable cause) {
        super(message, cause, Retry.TRANSACTION, Outcome.NOT_APPLIED);
    }

    private TransactionRolledBack(String message, Throwable first, Retry retry) {
        super(message, first, retry, Outcome.NOT_APPLIED);
    }

    /** {@code first} was swallowed by the work; {@link #retry()} is that error's own. */
    static TransactionRolledBack after(Throwable first) {
        Retry retry = first instanceof StorageException known ? known.retry() : Retry.NEVER;
        return new TransactionRolledBack(
                "rolled back, because of an earlier error in the same transaction (see the cause)", first, retry);
    }
}
