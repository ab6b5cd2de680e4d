package dev.coffer.storage;

import org.jspecify.annotations.Nullable;

/** The storage refused who asks: wrong credentials, no such database, a missing right. */
public final class AccessDenied extends StorageException {
    private static final long serialVersionUID = 1L;

    /**
     * For providers.
     *
     * @param message what happened; names no stored value and no secret
     * @param cause the database's own error, null if there is none
     */
    public AccessDenied(String message, @Nullable Throwable cause) {
        super(message, cause, Retry.NEVER, Outcome.NOT_APPLIED);
    }
}
