package dev.coffer.storage.postgres;

import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.jdbi.ConnectionHandles;
import dev.coffer.storage.jdbi.Migration;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes or checks the tables as the configuration says. */
final class SchemaOpening {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaOpening.class);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final List<Migration> migrations;
    private final StorageConfig config;
    private final boolean settingUp;

    SchemaOpening(List<Migration> migrations, StorageConfig config) {
        this(migrations, config, false);
    }

    private SchemaOpening(List<Migration> migrations, StorageConfig config, boolean settingUp) {
        this.migrations = migrations;
        this.config = config;
        this.settingUp = settingUp;
    }

    /** For who sets row-level security up, again perhaps. */
    static SchemaOpening settingUp(List<Migration> migrations, StorageConfig config) {
        return new SchemaOpening(migrations, config, true);
    }

    /** On a connection of this source. */
    SchemaNames inTime(ConnectionFactory connections) {
        return inTime(config, () -> open(connections));
    }

    /** Tries again until the server lets us in or the start timeout is over. */
    static <T> T inTime(StorageConfig config, Supplier<T> attempt) {
        long deadline = System.nanoTime() + config.startTimeout().toNanos();
        String told = "";
        while (true) {
            try {
                return attempt.get();
            } catch (Unavailable e) {
                boolean hopeless = e.getCause() instanceof TlsFailure tlsFailure && tlsFailure.isLasting();
                if (hopeless || System.nanoTime() + PAUSE.toNanos() - deadline > 0 || !pause()) {
                    throw e;
                }
                if (!told.equals(e.getMessage())) {
                    told = String.valueOf(e.getMessage());
                    LOG.atInfo()
                            .addKeyValue("storage", config.toString())
                            .addKeyValue("timeout", config.startTimeout())
                            .addKeyValue("reason", told)
                            .log("waiting for the server");
                }
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

    private SchemaNames open(ConnectionFactory connections) {
        try (Connection connection = connections.openConnection()) {
            SessionSettings.of(config).warnOfNoLimit(connection);
            RowSecurity.demandRole(connection, config);
            SchemaNames names = SchemaNames.of(config, connection);
            try (Handle handle = PostgresTypes.jdbi(() -> connection, names).open()) {
                if (!settingUp) {
                    RowSecurity.demandNoneUnasked(handle, config);
                }
                new PostgresSchema(names, migrations, OwnerRole.of(config)).open(mode(config), handle);
            }
            return names;
        } catch (SQLException e) {
            throw PostgresErrors.translate(e, Phase.CONNECT);
        }
    }

    /**
     * For who owns the tables, and serves nobody; to look at them is also for who may become the role of the library's own work.
     *
     * @throws SchemaMismatch if row-level security does not let that role at all of them
     */
    void ofTablesAlone(ConnectionFactory connections) {
        inTime(config, () -> {
            try (Connection connection = connections.openConnection()) {
                return mode(config) == SchemaMode.VALIDATE
                        ? Connections.inTransaction(connection, SessionSettings.MAINTENANCE, () -> {
                            RowSecurity.assume(connection, config, true);
                            return tables(connection);
                        })
                        : tables(connection);
            } catch (SQLException e) {
                throw PostgresErrors.translate(e, Phase.CONNECT);
            }
        });
    }

    private SchemaNames tables(Connection connection) throws SQLException {
        SchemaNames names = SchemaNames.of(config, connection);
        Handle handle = new ConnectionHandles(any -> PostgresTypes.jdbi(any, names)).on(connection);
        new PostgresSchema(names, migrations, OwnerRole.of(config)).open(mode(config), handle);
        ConfinedLogins.demandConfined(handle);
        RowSecurity.demandRights(handle, names, config);
        return names;
    }

    /** What may be made. */
    static SchemaMode mode(StorageConfig config) {
        return config.readOnly() && config.schemaMode() == SchemaMode.MIGRATE
                ? SchemaMode.VALIDATE
                : config.schemaMode();
    }
}
