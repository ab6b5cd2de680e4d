package dev.coffer.storage;

import org.jspecify.annotations.Nullable;

/** The disk, a size limit of the database or its memory is full. */
public final class ResourceExhausted extends StorageException {
    private static final long serialVersionUID = 1L;

    /**
     * For providers.
     *
     * @param message what happened; names no stored value and no secret
     * @param cause the database's own error, null if there is none
     */
    public ResourceExhausted(String message, @Nullable Throwable cause) {
        super(message, cause, Retry.LATER, Outcome.NOT_APPLIED);
    }
}
