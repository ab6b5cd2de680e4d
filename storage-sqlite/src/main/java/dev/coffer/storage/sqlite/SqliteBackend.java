package dev.coffer.storage.sqlite;

import dev.coffer.storage.Capability;
import dev.coffer.storage.Health;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.jdbi.ActingDatabase;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.StorageTransaction;
import java.util.Set;

/** An open SQLite database. */
final class SqliteBackend extends SqliteOperations implements StorageBackend {
    private static final String PING = "SELECT last_version FROM coffer_versions";

    private final SqliteDatabase database;
    private final SearchIndex index;
    private final StorageConfig config;
    private final SqliteHealth health;

    SqliteBackend(SqliteDatabase database, SearchIndex index, StorageConfig config, SqliteHealth health) {
        super(database, index);
        this.database = database;
        this.index = index;
        this.config = config;
        this.health = health;
    }

    @Override
    public Set<Capability> capabilities() {
        return index.capabilities(config);
    }

    @Override
    public StorageOperations as(AuditContext context) {
        return new SqliteOperations(new ActingDatabase(database, SqliteAuditTriggers.telling(context)), index);
    }

    @Override
    public StorageTransaction begin(TransactionOptions options) {
        return database.begin(options, index);
    }

    @Override
    public void ping() {
        database.read(connection ->
                connection.handle().createQuery(PING).mapTo(Long.class).one());
    }

    @Override
    public void health(Health.Builder findings) {
        health.check(findings);
    }

    @Override
    public void healthWithoutAnswer(Health.Builder findings) {
        health.withoutAnswer(findings);
    }

    @Override
    public void close() {
        database.close();
    }
}
