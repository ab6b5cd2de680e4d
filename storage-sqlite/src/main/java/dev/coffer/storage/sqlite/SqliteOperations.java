package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SqlAppliedKeys;
import dev.coffer.storage.jdbi.SqlSessions;
import dev.coffer.storage.jdbi.SqlTokens;
import dev.coffer.storage.spi.AppliedKeyStorage;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.TokenStorage;
import dev.coffer.storage.spi.UserStorage;

/** The operations on a SQLite database, open or in a transaction. */
class SqliteOperations implements StorageOperations {
    private final UserStorage users;
    private final SessionStorage sessions;
    private final TokenStorage tokens;
    private final KeyValueStorage keyValues;
    private final AppliedKeyStorage appliedKeys;

    SqliteOperations(Database database) {
        users = new SqliteUsers(database);
        sessions = new SqlSessions(database);
        tokens = new SqlTokens(database);
        keyValues = new SqliteKeyValues(database);
        appliedKeys = new SqlAppliedKeys(database);
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
