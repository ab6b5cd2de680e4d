package dev.coffer.storage;

import org.jspecify.annotations.Nullable;

/**
 * The storage refused who asks: wrong credentials, no such database, a missing right; or, through a view of {@link Storage#actingAs}, what is
 * not the user's to do, which {@link #isOfUser()} tells.
 */
public final class AccessDenied extends StorageException {
    private static final long serialVersionUID = 1L;

    private final boolean ofUser;

    /**
     * For providers.
     *
     * @param message what happened; names no stored value and no secret
     * @param cause the database's own error, null if there is none
     */
    public AccessDenied(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private AccessDenied(String message, @Nullable Throwable cause, boolean ofUser) {
        super(message, cause, Retry.NEVER, Outcome.NOT_APPLIED);
        this.ofUser = ofUser;
    }

    /**
     * For providers: what a user may not do in whose name the storage acts.
     *
     * @param message what happened; the same whatever there is of other users
     * @param cause the database's own error, null if there is none
     * @return to throw
     */
    public static AccessDenied ofUser(String message, @Nullable Throwable cause) {
        return new AccessDenied(message, cause, true);
    }

    /** {@return whether a user was refused in whose name the storage acts: nothing is wrong with the storage, and nothing is logged} */
    public boolean isOfUser() {
        return ofUser;
    }
}
