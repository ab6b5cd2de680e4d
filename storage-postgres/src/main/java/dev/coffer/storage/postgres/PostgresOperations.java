package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.spi.AppliedKeyStorage;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.TokenStorage;
import dev.coffer.storage.spi.UserStorage;

/** The operations on a PostgreSQL database, open or in a transaction. */
class PostgresOperations implements StorageOperations {
    private final UserStorage users;
    private final SessionStorage sessions;
    private final TokenStorage tokens;
    private final KeyValueStorage keyValues;
    private final AppliedKeyStorage appliedKeys;

    PostgresOperations(Database database) {
        users = new PostgresUsers(database);
        sessions = new PostgresSessions(database);
        tokens = new PostgresTokens(database);
        keyValues = new PostgresKeyValues(database);
        appliedKeys = new PostgresAppliedKeys(database);
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
}
