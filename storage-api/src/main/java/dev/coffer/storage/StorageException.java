package dev.coffer.storage;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A storage operation failed. Each subclass is one thing that a caller would handle differently; this class itself
 * stands for what no subclass names.
 *
 * <p>Messages name fields, codes and limits, never a stored value, a password, a hash or a token.
 */
public class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Retry retry;
    private final Outcome outcome;
    private final @Nullable String code;

    /**
     * A failure that no subclass names.
     *
     * @param message what happened; names no stored value and no secret
     * @param code the database's own: a SQLite result code, an SQLSTATE
     * @param outcome whether the change may have been made
     * @param cause the database's own error, null if there is none
     */
    public StorageException(String message, String code, Outcome outcome, @Nullable Throwable cause) {
        this(message, cause, Retry.NEVER, outcome, code);
    }

    StorageException(String message, @Nullable Throwable cause, Retry retry, Outcome outcome) {
        this(message, cause, retry, outcome, null);
    }

    private StorageException(
            String message, @Nullable Throwable cause, Retry retry, Outcome outcome, @Nullable String code) {
        super(message, cause);
        this.retry = Objects.requireNonNull(retry);
        this.outcome = Objects.requireNonNull(outcome);
        this.code = code;
    }

    /** {@return what may be repeated} */
    public final Retry retry() {
        return retry;
    }

    /** {@return whether the change may have been made} */
    public final Outcome outcome() {
        return outcome;
    }

    /** {@return the database's own code (SQLite result code, SQLSTATE), where no subclass says it better} */
    public final Optional<String> code() {
        return Optional.ofNullable(code);
    }
}
