package dev.coffer.storage;

import org.jspecify.annotations.Nullable;

/** The tables are not the ones this version of the library needs. */
public final class SchemaMismatch extends StorageException {
    private static final long serialVersionUID = 1L;

    /**
     * For providers.
     *
     * @param message what happened; names no stored value and no secret
     * @param cause the database's own error, null if there is none
     */
    public SchemaMismatch(String message, @Nullable Throwable cause) {
        super(message, cause, Retry.NEVER, Outcome.NOT_APPLIED);
    }
}
