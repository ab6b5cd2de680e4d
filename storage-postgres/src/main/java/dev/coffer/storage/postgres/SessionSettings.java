package dev.coffer.storage.postgres;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What holds for a session of ours. Our own connections start with the server's time limits. A connection of a pooler's or of
 * the host's has other users too: there they last for a transaction, and where there is none the role's own hold.
 *
 * @param lockTimeout how long to wait for a lock
 * @param readTimeout how long one read may run; zero for no limit
 * @param readOnly whether every write is refused
 * @param perTransaction whether nothing may be set for longer
 */
record SessionSettings(Duration lockTimeout, Duration readTimeout, boolean readOnly, boolean perTransaction) {
    private static final Logger LOG = LoggerFactory.getLogger(SessionSettings.class);
    private static final Duration IDLE_IN_TRANSACTION_TIMEOUT = Duration.ofSeconds(60);
    private static final String SET_LOCAL = "SELECT set_config('lock_timeout', ?, true),"
            + " set_config('idle_in_transaction_session_timeout', ?, true)";
    private static final String LOCK_TIMEOUT = "SELECT setting FROM pg_catalog.pg_settings WHERE name = 'lock_timeout'";
    private static final String UNLIMITED =
            "SELECT name FROM pg_catalog.pg_settings WHERE name = 'lock_timeout' AND setting = '0'";

    /** For changes of the schema, which wait as long as it takes, whatever the role's own limits are. */
    static final SessionSettings MAINTENANCE = new SessionSettings(Duration.ZERO, Duration.ZERO, false, true);

    /** Makes the commit of a transaction durable, whatever the role's own setting is. */
    static final String DURABLE = """
            SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'
            """;

    static SessionSettings of(StorageConfig config) {
        return new SessionSettings(
                config.lockTimeout(), config.readTimeout(), config.readOnly(), config.transactionPooling());
    }

    /** Of a session without limits of its own. */
    static SessionSettings inTransactions(StorageConfig config) {
        return new SessionSettings(config.lockTimeout(), Duration.ZERO, false, true);
    }

    /** As the driver takes it. */
    int readTimeoutSeconds() {
        return readTimeout.isZero() ? 0 : Math.toIntExact(Math.max(1, readTimeout.toSeconds()));
    }

    /** What the driver sends when it connects. */
    String startUpOptions() {
        return "-c default_transaction_isolation=read\\ committed -c lock_timeout=" + lockTimeout.toMillis()
                + " -c idle_in_transaction_session_timeout=" + IDLE_IN_TRANSACTION_TIMEOUT.toMillis();
    }

    /** Whether a session has begun with them, if it was to. */
    boolean hold(Connection connection) throws SQLException {
        if (perTransaction) {
            return true;
        }
        try (Statement statement = connection.createStatement();
                ResultSet setting = statement.executeQuery(LOCK_TIMEOUT)) {
            return setting.next() && setting.getLong(1) == lockTimeout.toMillis();
        }
    }

    /** What to do where they do not. */
    static InvalidInput lost() {
        return new InvalidInput(
                "transactionPooling", "must be set: the settings of a session get lost on the way, as by a pooler");
    }

    /** Sets them for the transaction that has just begun, unless they hold already. */
    void begin(Connection connection) throws SQLException {
        if (perTransaction) {
            try (PreparedStatement set = connection.prepareStatement(SET_LOCAL)) {
                set.setString(1, Long.toString(lockTimeout.toMillis()));
                set.setString(2, Long.toString(IDLE_IN_TRANSACTION_TIMEOUT.toMillis()));
                set.execute();
            }
        }
    }

    /** Says so if a single statement may wait for a lock without end. */
    void warnOfNoLimit(Connection connection) throws SQLException {
        if (perTransaction) {
            try (Statement statement = connection.createStatement();
                    ResultSet unlimited = statement.executeQuery(UNLIMITED)) {
                if (unlimited.next()) {
                    LOG.atWarn()
                            .addKeyValue("setting", "lock_timeout")
                            .log("the role has no lock_timeout, and on connections that others use too none can be set:"
                                    + " use ALTER ROLE … SET lock_timeout = '10s'");
                }
            }
        }
    }
}
