package dev.coffer.storage.postgres;

import dev.coffer.storage.Capability;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageTransaction;
import java.util.EnumSet;
import java.util.Set;

/** An open PostgreSQL database. */
final class PostgresBackend extends PostgresOperations implements StorageBackend {
    private static final String PING = "SELECT last_value FROM coffer_versions";

    private final PooledDatabase database;
    private final Runnable close;

    PostgresBackend(PooledDatabase database, Runnable close) {
        super(database);
        this.database = database;
        this.close = close;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
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
