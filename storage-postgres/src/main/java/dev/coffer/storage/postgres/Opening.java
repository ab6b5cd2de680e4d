package dev.coffer.storage.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.Migration;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Opens a database as its URL and the configuration say. */
final class Opening {
    private static final long SHORTEST_WAIT_MILLIS = 250; // HikariCP takes no less
    private static final Duration VALIDATION_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration KEEPALIVE_TIME = Duration.ofSeconds(60);
    private static final Duration MAX_LIFETIME = Duration.ofMinutes(15);

    private final List<Migration> migrations;
    private final StorageConfig config;
    private final PostgresUrl url;

    Opening(List<Migration> migrations, StorageConfig config) {
        this.migrations = migrations;
        this.config = config;
        url = PostgresUrl.parse(config.url());
    }

    PostgresBackend backend() {
        SchemaNames names = openSchema();
        HikariDataSource pool = new HikariDataSource(poolConfig());
        int readTimeout = Math.toIntExact(Math.max(1, config.readTimeout().toSeconds()));
        return new PostgresBackend(
                new PooledDatabase(PostgresTypes.jdbi(pool::getConnection, names), readTimeout), pool::close);
    }

    private SchemaNames openSchema() {
        try (Connection connection = ServerConnections.maintenance(url).getConnection()) {
            SchemaNames names = new SchemaNames(connection.getSchema());
            try (Handle handle = PostgresTypes.jdbi(() -> connection, names).open()) {
                new PostgresSchema(names, migrations).open(schemaMode(), handle);
            }
            return names;
        } catch (SQLException e) {
            throw PostgresErrors.translate(e, Phase.CONNECT);
        }
    }

    private SchemaMode schemaMode() {
        return config.readOnly() && config.schemaMode() == SchemaMode.MIGRATE
                ? SchemaMode.VALIDATE
                : config.schemaMode();
    }

    private HikariConfig poolConfig() {
        HikariConfig settings = new HikariConfig();
        settings.setDataSource(ServerConnections.pooled(url, config));
        settings.setPoolName("coffer-postgres");
        settings.setMaximumPoolSize(config.poolSize());
        settings.setMinimumIdle(1);
        settings.setConnectionTimeout(
                Math.max(SHORTEST_WAIT_MILLIS, config.lockTimeout().toMillis()));
        settings.setValidationTimeout(Math.min(settings.getConnectionTimeout(), VALIDATION_TIMEOUT.toMillis()));
        settings.setKeepaliveTime(KEEPALIVE_TIME.toMillis());
        settings.setMaxLifetime(MAX_LIFETIME.toMillis());
        settings.setInitializationFailTimeout(-1);
        return settings;
    }
}
