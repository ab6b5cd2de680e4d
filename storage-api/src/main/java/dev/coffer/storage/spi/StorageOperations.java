package dev.coffer.storage.spi;

import dev.coffer.storage.Capability;
import dev.coffer.storage.Unsupported;

/** The operations of an open storage or of one of its transactions. What is not overridden is {@link Unsupported}. */
public interface StorageOperations {
    /** {@return the users and their password hashes} */
    default UserStorage users() {
        throw new Unsupported(Capability.USERS);
    }

    /** {@return the sessions} */
    default SessionStorage sessions() {
        throw new Unsupported(Capability.SESSIONS);
    }

    /** {@return the one-time tokens} */
    default TokenStorage tokens() {
        throw new Unsupported(Capability.TOKENS);
    }

    /** {@return the key-values} */
    default KeyValueStorage keyValues() {
        throw new Unsupported(Capability.KEY_VALUES);
    }

    /** {@return the keys of {@link dev.coffer.storage.Storage#applyOnce}} */
    default AppliedKeyStorage appliedKeys() {
        throw new Unsupported(Capability.APPLY_ONCE);
    }

    /** {@return the audit log} */
    default AuditStorage audit() {
        throw new Unsupported(Capability.AUDIT);
    }

    /**
     * Called when something was found that an earlier attempt has committed without an answer, before it is acknowledged. In a
     * transaction it counts from its commit on. Does nothing unless overridden: by databases that show a commit before it is as durable as
     * those they acknowledge.
     *
     * @throws dev.coffer.storage.UnknownOutcome if that could not be found out
     */
    default void confirm() {}
}
