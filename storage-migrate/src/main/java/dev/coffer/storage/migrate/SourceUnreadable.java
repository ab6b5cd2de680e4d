package dev.coffer.storage.migrate;

import org.jspecify.annotations.Nullable;

/** The source cannot be read: it is not there, of another version or damaged, or a dump is cut or altered. The target, if it was begun, can be resumed. */
public final class SourceUnreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * With this message.
     *
     * @param message what is wrong, without a secret
     * @param cause what showed it; null if nothing else did
     */
    public SourceUnreadable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
