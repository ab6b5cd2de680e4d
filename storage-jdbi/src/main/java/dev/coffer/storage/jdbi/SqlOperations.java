package dev.coffer.storage.jdbi;

import dev.coffer.storage.spi.AppliedKeyStorage;
import dev.coffer.storage.spi.AuditStorage;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.TokenStorage;
import dev.coffer.storage.spi.UserStorage;

/** The operations on one database, open or in a transaction. */
public class SqlOperations implements StorageOperations {
    private final UserStorage users;
    private final SessionStorage sessions;
    private final TokenStorage tokens;
    private final KeyValueStorage keyValues;
    private final AppliedKeyStorage appliedKeys;
    private final AuditStorage audit;

    /** A backend's own storages, on the same database. */
    protected SqlOperations(
            UserStorage users,
            SessionStorage sessions,
            TokenStorage tokens,
            KeyValueStorage keyValues,
            AppliedKeyStorage appliedKeys,
            AuditStorage audit) {
        this.users = users;
        this.sessions = sessions;
        this.tokens = tokens;
        this.keyValues = keyValues;
        this.appliedKeys = appliedKeys;
        this.audit = audit;
    }

    @Override
    public UserStorage users() {
        return users;
    }

    @Override
    public SessionStorage sessions() {
        return sessions;
    }

    @Override
    public TokenStorage tokens() {
        return tokens;
    }

    @Override
    public KeyValueStorage keyValues() {
        return keyValues;
    }

    @Override
    public AppliedKeyStorage appliedKeys() {
        return appliedKeys;
    }

    @Override
    public AuditStorage audit() {
        return audit;
    }
}
