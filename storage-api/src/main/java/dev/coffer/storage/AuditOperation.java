package dev.coffer.storage;

import java.util.Arrays;
import java.util.Optional;

/**
 * What happened to a row, as the database saw it: who changes a row in other ways than by this library is recorded alike. Or to the log
 * itself, as the library did it.
 */
public enum AuditOperation {
    /** A user is new. */
    USER_CREATED("user.created"),
    /** A user's address, its verification or metadata was changed. */
    USER_CHANGED("user.changed"),
    /** A user was locked. */
    USER_LOCKED("user.locked"),
    /** A user was unlocked. */
    USER_UNLOCKED("user.unlocked"),
    /** A user is gone. What was the user's, and went with it, has records of its own. */
    USER_DELETED("user.deleted"),
    /** A password was set, or replaced. That of a user who is created with one belongs to {@link #USER_CREATED}. */
    PASSWORD_SET("password.set"),
    /** A password was removed. */
    PASSWORD_REMOVED("password.removed"),
    /** A password stayed the same, and has a stronger hash. */
    PASSWORD_REHASHED("password.rehashed"),
    /** A session is new. */
    SESSION_ISSUED("session.issued"),
    /** A session was prolonged by use. */
    SESSION_TOUCHED("session.touched"),
    /** A session has another token. */
    SESSION_ROTATED("session.rotated"),
    /** A session's metadata or the like was changed. */
    SESSION_CHANGED("session.changed"),
    /** A session is gone: revoked, purged, or with its user. */
    SESSION_DELETED("session.deleted"),
    /** A one-time token is new. */
    TOKEN_ISSUED("token.issued"),
    /** A one-time token was changed, which this library never does. */
    TOKEN_CHANGED("token.changed"),
    /** A one-time token is gone: consumed, revoked, purged, or with its user. */
    TOKEN_DELETED("token.deleted"),
    /** A key-value was put, or its expiry changed. */
    KEY_VALUE_PUT("key_value.put"),
    /** A key-value is gone: deleted or purged. */
    KEY_VALUE_DELETED("key_value.deleted"),
    /** The log was {@linkplain Audit#switchOff switched off}: nothing is recorded from here on to {@link #AUDIT_SWITCHED_ON}. */
    AUDIT_SWITCHED_OFF("audit.switched_off"),
    /**
     * The log, which has records of an earlier time, was switched on again by a storage that was opened. Without {@link #AUDIT_SWITCHED_OFF}
     * before it: somebody had removed or disabled some or all of what records, and there may be changes that are not recorded.
     */
    AUDIT_SWITCHED_ON("audit.switched_on");

    private final String text;

    AuditOperation(String text) {
        this.text = text;
    }

    static Optional<AuditOperation> of(String text) {
        return Arrays.stream(values())
                .filter(operation -> operation.text.equals(text))
                .findFirst();
    }

    /** As it is stored, such as {@code user.locked}. */
    @Override
    public String toString() {
        return text;
    }
}
