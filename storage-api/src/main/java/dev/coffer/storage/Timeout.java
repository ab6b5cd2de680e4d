package dev.coffer.storage;

import org.jspecify.annotations.Nullable;

/** The operation took longer than its time limit and was cancelled. */
public final class Timeout extends StorageException {
    private static final long serialVersionUID = 1L;

    /**
     * For providers.
     *
     * @param message what happened; names no stored value and no secret
     * @param cause the database's own error, null if there is none
     */
    public Timeout(String message, @Nullable Throwable cause) {
        super(message, cause, Retry.OPERATION, Outcome.NOT_APPLIED);
    }
}
