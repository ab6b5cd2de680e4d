package dev.coffer.storage.postgres;

import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.jdbi.Migration;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import dev.coffer.storage.postgres.ServerConnections.Target;
import dev.coffer.storage.spi.DatabaseCredentials;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a database as its URL and the configuration say. */
final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final List<Migration> migrations;
    private final StorageConfig config;
    private final PostgresUrl url;
    private final Tls tls;
    private final List<ConnectionPool> pools = new CopyOnWriteArrayList<>();
    private final Optional<CurrentCredentials> credentials;

    Opening(List<Migration> migrations, StorageConfig config) {
        this.migrations = migrations;
        this.config = config;
        url = PostgresUrl.parse(config.url());
        tls = Tls.of(url);
        credentials = config.credentials()
                .map(source -> new CurrentCredentials(source, () -> pools.forEach(ConnectionPool::retireAll)));
    }

    PostgresBackend backend() {
        SchemaNames names = openSchemaInTime();
        try {
            return backend(names);
        } catch (SQLException | RuntimeException e) {
            pools.forEach(ConnectionPool::close);
            throw PostgresErrors.translate(e, Phase.CONNECT);
        }
    }

    private PostgresBackend backend(SchemaNames names) throws SQLException {
        boolean standby = config.standbyReads();
        PooledDatabase database = database(names, standby && config.readOnly() ? Target.STANDBY : Target.PRIMARY);
        PooledDatabase snapshots = standby && !config.readOnly() ? database(names, Target.STANDBY) : database;
        Optional<CredentialRefresh> refresh =
                credentials.map(current -> new CredentialRefresh(current, newer -> letIn(newer, names)));
        return new PostgresBackend(database, snapshots, () -> refresh.ifPresent(CredentialRefresh::close));
    }

    private PooledDatabase database(SchemaNames names, Target target) throws SQLException {
        Login login = new Login(ServerConnections.pooled(url, tls, config, target), credentials);
        ConnectionPool pool =
                new ConnectionPool(login, config, "coffer-" + target.name().toLowerCase(Locale.ROOT));
        pools.add(pool);
        pool.lease(true).close(); // what is open serves its first call
        return new PooledDatabase(pool, names, SessionSettings.of(config));
    }

    private SchemaNames openSchemaInTime() {
        long deadline = System.nanoTime() + config.startTimeout().toNanos();
        while (true) {
            try {
                return openSchema();
            } catch (Unavailable e) {
                boolean hopeless = e.getCause() instanceof TlsFailure tlsFailure && tlsFailure.isLasting();
                if (hopeless || System.nanoTime() + PAUSE.toNanos() - deadline > 0 || !pause()) {
                    throw e;
                }
                LOG.info("waiting for the server: {}", e.getMessage());
            }
        }
    }

    /** False if the thread was interrupted. */
    private static boolean pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private SchemaNames openSchema() {
        try (Connection connection =
                new Login(ServerConnections.maintenance(url, tls, config), credentials).connect()) {
            SessionSettings.of(config).warnOfNoLimit(connection);
            SchemaNames names = SchemaNames.of(config, connection);
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

    /** Whether these credentials can read a table of ours. */
    private boolean letIn(DatabaseCredentials newer, SchemaNames names) {
        try (Connection connection =
                        ServerConnections.maintenance(url, tls, config).connect(newer);
                Statement statement = connection.createStatement()) {
            statement.execute(names.qualify(PostgresBackend.PING));
            return true;
        } catch (SQLException e) {
            LOG.debug("new credentials do not let us in: SQLSTATE {}", e.getSQLState());
            return false;
        }
    }
}
