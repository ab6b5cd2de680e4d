package dev.coffer.storage;

import org.jspecify.annotations.Nullable;

/** Another transaction got in between: a serialization failure, a deadlock or an outdated snapshot. */
public final class SerializationConflict extends StorageException {
    private static final long serialVersionUID = 1L;

    /**
     * For providers.
     *
     * @param message what happened; names no stored value and no secret
     * @param cause the database's own error, null if there is none
     */
    public SerializationConflict(String message, @Nullable Throwable cause) {
        super(message, cause, Retry.TRANSACTION, Outcome.NOT_APPLIED);
    }
}
