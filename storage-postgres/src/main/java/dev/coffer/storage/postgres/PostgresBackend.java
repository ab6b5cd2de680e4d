package dev.coffer.storage.postgres;

import dev.coffer.storage.Capability;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.spi.AppliedKeyStorage;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageTransaction;
import dev.coffer.storage.spi.TokenStorage;
import dev.coffer.storage.spi.UserStorage;
import java.util.EnumSet;
import java.util.Set;

/** An open PostgreSQL database. */
final class PostgresBackend implements StorageBackend {
    private static final String PING = "SELECT last_value FROM coffer_versions";

    private final PooledDatabase database;
    private final Runnable close;
    private final UserStorage users;
    private final SessionStorage sessions;
    private final TokenStorage tokens;
    private final KeyValueStorage keyValues;
    private final AppliedKeyStorage appliedKeys;

    PostgresBackend(PooledDatabase database, Runnable close) {
        this.database = database;
        this.close = close;
        users = new PostgresUsers(database);
        sessions = new PostgresSessions(database);
        tokens = new PostgresTokens(database);
        keyValues = new PostgresKeyValues(database);
        appliedKeys = new PostgresAppliedKeys(database);
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
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
    public StorageTransaction begin(TransactionOptions options) {
        return database.begin(options);
    }

    @Override
    public void ping() {
        database.read(handle -> handle.createQuery(PING).mapTo(Long.class).one());
    }

    @Override
    public void close() {
        close.run();
    }
}
