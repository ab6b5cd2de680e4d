package dev.coffer.storage.postgres;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.postgres.ServerConnections.Target;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import java.util.Optional;
import java.util.Set;

/**
 * A storage on a pool that a test can look into.
 *
 * @param pool its connections
 * @param database that it is on
 * @param storage opened on them; closes them
 */
record WatchedPool(ConnectionPool pool, PooledDatabase database, Storage storage) {
    /** At a fresh URL. */
    static WatchedPool open(StorageConfig config) {
        Storage.open(config).close();
        PostgresUrl url = PostgresUrl.parse(config.url());
        ServerConnections connections = ServerConnections.pooled(url, Tls.of(url), config, Target.PRIMARY);
        RoundTrip roundTrip = new RoundTrip(config.poolSize(), System::nanoTime);
        ConnectionPool pool =
                new ConnectionPool(new Login(connections, Optional.empty()), config, "watched", roundTrip);
        SchemaNames names = new SchemaNames(url.user().orElseThrow());
        PooledDatabase database = new PooledDatabase(pool, names, SessionSettings.of(config));
        return new WatchedPool(
                pool,
                database,
                Storage.open(
                        config, new Provider(PostgresBackend.of(config, roundTrip, database, database, () -> {}))));
    }

    private record Provider(StorageBackend backend) implements StorageProvider {
        @Override
        public String name() {
            return "watched";
        }

        @Override
        public Set<String> schemes() {
            return Set.of();
        }

        @Override
        public StorageBackend open(StorageConfig config) {
            return backend;
        }
    }
}
