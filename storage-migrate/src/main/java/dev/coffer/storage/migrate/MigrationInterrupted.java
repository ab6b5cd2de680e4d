package dev.coffer.storage.migrate;

import org.jspecify.annotations.Nullable;

/** A migration stopped on its way: its thread was interrupted, or the target failed. It can be resumed. */
public final class MigrationInterrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * With this message.
     *
     * @param message what is wrong, without a secret
     * @param cause what showed it; null if nothing else did
     */
    public MigrationInterrupted(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
