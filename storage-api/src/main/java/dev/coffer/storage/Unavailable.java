package dev.coffer.storage;

import org.jspecify.annotations.Nullable;

/** The storage cannot be reached now, or its pool had no connection in time. */
public final class Unavailable extends StorageException {
    private static final long serialVersionUID = 1L;

    /**
     * For providers.
     *
     * @param message what happened; names no stored value and no secret
     * @param cause the database's own error, null if there is none
     */
    public Unavailable(String message, @Nullable Throwable cause) {
        super(message, cause, Retry.OPERATION, Outcome.NOT_APPLIED);
    }
}
