package dev.coffer.storage;

import org.jspecify.annotations.Nullable;

/** The database is damaged, or is not a database at all. Stop, and restore a backup. */
public final class Corrupt extends StorageException {
    private static final long serialVersionUID = 1L;

    /**
     * For providers.
     *
     * @param message what happened; names no stored value and no secret
     * @param cause the database's own error, null if there is none
     */
    public Corrupt(String message, @Nullable Throwable cause) {
        super(message, cause, Retry.NEVER, Outcome.UNKNOWN);
    }
}
