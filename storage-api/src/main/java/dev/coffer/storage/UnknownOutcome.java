package dev.coffer.storage;

import org.jspecify.annotations.Nullable;

/** The connection or the disk failed while a change was being committed: it was made, or it was not. */
public final class UnknownOutcome extends StorageException {
    private static final long serialVersionUID = 1L;

    /**
     * For providers.
     *
     * @param message what happened; names no stored value and no secret
     * @param cause the database's own error, null if there is none
     */
    public UnknownOutcome(String message, @Nullable Throwable cause) {
        super(message, cause, Retry.IF_IDEMPOTENT, Outcome.UNKNOWN);
    }
}
