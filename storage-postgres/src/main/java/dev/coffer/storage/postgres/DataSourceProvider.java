package dev.coffer.storage.postgres;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.Migration;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** Opens a database on the host's own pool, whatever the URL. */
final class DataSourceProvider implements StorageProvider {
    private final DataSource dataSource;

    DataSourceProvider(DataSource dataSource) {
        if (dataSource == null) {
            throw new InvalidInput("dataSource", "must not be null");
        }
        this.dataSource = dataSource;
    }

    @Override
    public String name() {
        return PostgresStorageProvider.NAME;
    }

    @Override
    public Set<String> schemes() {
        return Set.of();
    }

    @Override
    public List<String> schemaScripts() {
        return PostgresSchema.migrations().stream().map(Migration::script).toList();
    }

    /** The pool's connections have other users too, as those of a pooler. */
    @Override
    public StorageBackend open(StorageConfig config) {
        StorageConfig shared = config.toBuilder().transactionPooling(true).build();
        HostConnections connections = new HostConnections(dataSource);
        SchemaNames names =
                new SchemaOpening(PostgresSchema.migrations(), shared).inTime(() -> connections.lease(true));
        PooledDatabase database = new PooledDatabase(connections, names, SessionSettings.of(shared));
        PostgresHealth health =
                new PostgresHealth(config, PostgresSchema.migrations(), database, Optional.empty(), Optional.empty());
        return new PostgresBackend(
                database, database, PostgresBackend.index(database, shared), shared, health, () -> {});
    }
}
