package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.Migration;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import java.util.List;
import java.util.Set;

/** Opens {@code postgresql://user:password@host:port/database} and {@code postgres://…}. */
public final class PostgresStorageProvider implements StorageProvider {
    private final List<Migration> migrations;

    /** For ServiceLoader and for hosts that name the provider in code. */
    public PostgresStorageProvider() {
        this(PostgresSchema.migrations());
    }

    PostgresStorageProvider(List<Migration> migrations) {
        this.migrations = migrations;
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("postgres", "postgresql");
    }

    @Override
    public List<String> schemaScripts() {
        return migrations.stream().map(Migration::script).toList();
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        return new Opening(migrations, config).backend();
    }
}
