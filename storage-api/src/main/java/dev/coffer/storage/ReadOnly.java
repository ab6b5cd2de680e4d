package dev.coffer.storage;

import org.jspecify.annotations.Nullable;

/** A write to a storage, a file or a transaction that only reads. */
public final class ReadOnly extends StorageException {
    private static final long serialVersionUID = 1L;

    /**
     * For providers.
     *
     * @param message what happened; names no stored value and no secret
     * @param cause the database's own error, null if there is none
     */
    public ReadOnly(String message, @Nullable Throwable cause) {
        super(message, cause, Retry.NEVER, Outcome.NOT_APPLIED);
    }
}
