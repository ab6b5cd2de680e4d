package dev.coffer.storage.migrate;

import org.jspecify.annotations.Nullable;

/** The target is not one to be filled: it has records, another version, is the source, or cannot be reached. Nothing was changed. */
public final class TargetRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * With this message.
     *
     * @param message what is wrong, without a secret
     * @param cause what showed it; null if nothing else did
     */
    public TargetRefused(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
