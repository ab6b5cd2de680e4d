package dev.coffer.storage.postgres;

import dev.coffer.storage.Capability;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageTransaction;
import java.util.EnumSet;
import java.util.Set;

/** An open PostgreSQL database. */
final class PostgresBackend extends PostgresOperations implements StorageBackend {
    static final String PING = "SELECT last_value FROM coffer_versions";

    private final PooledDatabase database;
    private final PooledDatabase snapshots;
    private final Runnable close;

    /**
     * On connections that it closes at its end.
     *
     * @param database for all calls and transactions
     * @param snapshots for transactions that only read; may be the same
     * @param close gives back what else was opened
     */
    PostgresBackend(PooledDatabase database, PooledDatabase snapshots, Runnable close) {
        super(database);
        this.database = database;
        this.snapshots = snapshots;
        this.close = close;
    }

    private PostgresBackend(Batching batching, PooledDatabase snapshots, Runnable close) {
        super(batching);
        database = batching.database();
        this.snapshots = snapshots;
        this.close = close;
    }

    /** As the configuration says, those that wait together are served together. */
    static PostgresBackend of(
            StorageConfig config,
            RoundTrip roundTrip,
            PooledDatabase database,
            PooledDatabase snapshots,
            Runnable close) {
        return config.naturalBatching()
                ? new PostgresBackend(new Batching(database, config, roundTrip), snapshots, close)
                : new PostgresBackend(database, snapshots, close);
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public StorageTransaction begin(TransactionOptions options) {
        return (options.readOnly() ? snapshots : database).begin(options);
    }

    @Override
    public void ping() {
        database.read(connection ->
                connection.handle().createQuery(PING).mapTo(Long.class).one());
    }

    @Override
    public void close() {
        close.run();
        snapshots.close();
        database.close();
    }
}
