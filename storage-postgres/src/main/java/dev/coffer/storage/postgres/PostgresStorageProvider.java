package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.Migration;
import dev.coffer.storage.spi.Finding;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import java.util.List;
import java.util.Set;

/**
 * Opens {@code postgresql://user:password@host:port/database} and {@code postgres://…}.
 *
 * <p>Connections are secured as {@code sslmode}, {@code sslrootcert}, {@code sslcert} and {@code sslkey} of the URL say, by the
 * meaning that libpq gives them (PostgreSQL manual, 34.19): {@code require} with an {@code sslrootcert} acts as {@code verify-ca}. Without
 * {@code sslmode} it is {@code verify-full}, unless all hosts have loopback or private addresses only: then {@code prefer}, with a
 * warning in the log. Without {@code sslrootcert}, or where it is {@code system}, the JVM's trust store counts. The files are PEM:
 * {@code sslrootcert} of one or more certificates, {@code sslcert} of ours and those between it and the root, {@code sslkey} of its key
 * (PKCS#8, PKCS#1 or SEC1, not encrypted), open to its owner alone, or to root and a group. They are read for each new
 * connection. Opening fails with {@link dev.coffer.storage.InvalidInput} if one cannot be used, and a server that does not pass
 * is {@link dev.coffer.storage.Unavailable}.
 */
public final class PostgresStorageProvider implements StorageProvider {
    static final String NAME = "postgresql";

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
        return NAME;
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

    @Override
    public void applySchemaMode(StorageConfig config) {
        new Opening(migrations, config).applySchemaMode();
    }

    @Override
    public List<Finding> diagnose(StorageConfig config) {
        return new Diagnosis(migrations, config).findings();
    }

    @Override
    public RecordSource openSource(StorageConfig config) {
        return PostgresRecordSource.of(new RecordConnections(config), migrations);
    }

    @Override
    public RecordTarget openTarget(StorageConfig config) {
        return PostgresRecordTarget.of(config, migrations);
    }
}
