package dev.coffer.storage;

import org.jspecify.annotations.Nullable;

/** A lock, or the one writer of a SQLite file, was not to be had in time. */
public final class Busy extends StorageException {
    private static final long serialVersionUID = 1L;

    /**
     * For providers.
     *
     * @param message what happened; names no stored value and no secret
     * @param cause the database's own error, null if there is none
     */
    public Busy(String message, @Nullable Throwable cause) {
        super(message, cause, Retry.OPERATION, Outcome.NOT_APPLIED);
    }
}
