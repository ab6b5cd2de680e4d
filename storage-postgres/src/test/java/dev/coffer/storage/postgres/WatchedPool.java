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
        Tls tls = Tls.of(url);
        ServerConnections connections = ServerConnections.pooled(url, tls, config, Target.PRIMARY);
        RoundTrip roundTrip = new RoundTrip(config.poolSize(), System::nanoTime);
        ConnectionPool pool =
                new ConnectionPool(new Login(connections, Optional.empty()), config, "watched", roundTrip);
        SchemaNames names = new SchemaNames(config.schema().or(url::user).orElseThrow());
        PooledDatabase database = new PooledDatabase(pool, names, SessionSettings.of(config));
        PostgresHealth health =
                new PostgresHealth(config, PostgresSchema.migrations(), database, Optional.of(tls), Optional.empty());
        return new WatchedPool(
                pool,
                database,
                Storage.open(
                        config,
                        new Provider(PostgresBackend.of(config, roundTrip, database, database, health, () -> {}))));
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
