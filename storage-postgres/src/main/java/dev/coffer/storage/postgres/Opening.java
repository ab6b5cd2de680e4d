package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.AuditLog;
import dev.coffer.storage.jdbi.Migration;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import dev.coffer.storage.postgres.ServerConnections.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Opens a database as its URL and the configuration say. */
final class Opening {
    private final List<Migration> migrations;
    private final StorageConfig config;
    private final PostgresUrl url;
    private final Tls tls;
    private final List<ConnectionPool> pools = new CopyOnWriteArrayList<>();
    private final Optional<CurrentCredentials> credentials;
    private final Optional<CredentialRefresh> refresh;
    private final CredentialProof proof;

    Opening(List<Migration> migrations, StorageConfig config) {
        this.migrations = migrations;
        this.config = config;
        url = PostgresUrl.parse(config.url());
        tls = Tls.of(url);
        credentials = config.credentials()
                .map(source ->
                        new CurrentCredentials(source, config.clock(), () -> pools.forEach(ConnectionPool::retireAll)));
        proof = new CredentialProof(url, tls, config);
        refresh = credentials.map(current -> new CredentialRefresh(current, proof));
    }

    PostgresBackend backend() {
        try {
            Login maintenance = new Login(ServerConnections.maintenance(url, tls, config), credentials);
            SchemaNames names = new SchemaOpening(migrations, config).inTime(() -> withoutLimit(maintenance.connect()));
            proof.demand(names);
            return backend(names);
        } catch (RuntimeException e) {
            pools.forEach(ConnectionPool::close);
            refresh.ifPresent(CredentialRefresh::close);
            throw e;
        }
    }

    /** Makes the tables, with the audit log if that is wanted, and does this in a transaction. */
    <T> T setUp(Function<SqlConnection, T> work) {
        try {
            Login maintenance = new Login(ServerConnections.maintenance(url, tls, config), credentials);
            SchemaNames names =
                    SchemaOpening.settingUp(migrations, config).inTime(() -> withoutLimit(maintenance.connect()));
            try (PooledDatabase database = database(names, Target.PRIMARY, roundTrip())) {
                AuditLog.open(
                        database, new PostgresAuditTriggers(OwnerRole.of(config)), config, SchemaOpening.mode(config));
                return database.atomic(work);
            }
        } finally {
            refresh.ifPresent(CredentialRefresh::close);
        }
    }

    /** Makes or checks the tables, and opens nothing. */
    void applySchemaMode() {
        try {
            Login maintenance = new Login(ServerConnections.maintenance(url, tls, config), credentials);
            new SchemaOpening(migrations, config).ofTablesAlone(() -> withoutLimit(maintenance.connect()));
        } finally {
            refresh.ifPresent(CredentialRefresh::close);
        }
    }

    /** Whoever has let us in is given all the time that a change of the schema takes. */
    private static Connection withoutLimit(Connection connection) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, 0);
        return connection;
    }

    private PostgresBackend backend(SchemaNames names) {
        boolean standby = config.standbyReads();
        RoundTrip roundTrip = roundTrip();
        PooledDatabase database =
                database(names, standby && config.readOnly() ? Target.STANDBY : Target.PRIMARY, roundTrip);
        PooledDatabase snapshots =
                standby && !config.readOnly() ? database(names, Target.STANDBY, roundTrip()) : database;
        PostgresHealth health = new PostgresHealth(config, migrations, database, Optional.of(tls), credentials);
        return PostgresBackend.of(
                config, roundTrip, database, snapshots, health, () -> refresh.ifPresent(CredentialRefresh::close));
    }

    private RoundTrip roundTrip() {
        return new RoundTrip(config.poolSize(), System::nanoTime);
    }

    private PooledDatabase database(SchemaNames names, Target target, RoundTrip roundTrip) {
        Login login = new Login(ServerConnections.pooled(url, tls, config, target), credentials);
        ConnectionPool pool =
                new ConnectionPool(login, config, "coffer-" + target.name().toLowerCase(Locale.ROOT), roundTrip);
        pools.add(pool);
        SchemaOpening.inTime(config, () -> proven(pool));
        return new PooledDatabase(pool, names, SessionSettings.of(config));
    }

    /** What is open serves its first call, with the settings that it asked for. */
    private ConnectionPool proven(ConnectionPool pool) {
        try (Connection connection = pool.lease(true)) {
            if (!SessionSettings.of(config).hold(connection)) {
                throw SessionSettings.lost();
            }
            return pool;
        } catch (SQLException | RuntimeException e) {
            throw PostgresErrors.translate(e, Phase.CONNECT);
        }
    }
}
