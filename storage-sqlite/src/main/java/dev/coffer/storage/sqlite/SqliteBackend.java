package dev.coffer.storage.sqlite;

import dev.coffer.storage.Capability;
import dev.coffer.storage.Health;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageTransaction;
import java.util.Set;

/** An open SQLite database. */
final class SqliteBackend extends SqliteOperations implements StorageBackend {
    private static final String PING = "SELECT last_version FROM coffer_versions";

    private final SqliteDatabase database;
    private final SearchIndex index;
    private final SqliteHealth health;

    SqliteBackend(SqliteDatabase database, SearchIndex index, SqliteHealth health) {
        super(database, index);
        this.database = database;
        this.index = index;
        this.health = health;
    }

    @Override
    public Set<Capability> capabilities() {
        return index.capabilities();
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
