package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import dev.coffer.storage.postgres.ServerConnections.Target;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Connections for whoever reads or fills the tables as a whole. No answer is too long in coming and no transaction too long, whatever
 * the role's limits are; that the other side is gone shows by TCP keep-alive, on both sides.
 */
final class RecordConnections {
    private static final String MARK = "coffer.session";
    private static final String MARKED = "records";

    /** What a pooler that drops settings drops too. */
    static final String START_UP_OPTIONS = "-c " + MARK + "=" + MARKED;

    /** Out of the catalogue, since a setting that this server does not know is an error. */
    private static final String WITHOUT_LIMITS = """
            SELECT set_config(name, CASE name
                WHEN 'tcp_keepalives_idle' THEN '60'
                WHEN 'tcp_keepalives_interval' THEN '10'
                WHEN 'tcp_keepalives_count' THEN '6'
                ELSE '0' END, ?)
            FROM pg_catalog.pg_settings
            WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout',
              'transaction_timeout', 'tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count')
            """;

    private final StorageConfig config;
    private final PostgresUrl url;
    private final Tls tls;
    private final Optional<CurrentCredentials> credentials;

    RecordConnections(StorageConfig config) {
        this.config = config;
        url = PostgresUrl.parse(config.url());
        tls = Tls.of(url);
        credentials = config.credentials().map(source -> new CurrentCredentials(source, () -> {}));
    }

    StorageConfig config() {
        return config;
    }

    /** A new connection, for the caller to close. */
    Connection connect(Target target) {
        try {
            return prepared(new Login(ServerConnections.records(url, tls, config, target), credentials).connect());
        } catch (SQLException e) {
            throw PostgresErrors.translate(e, Phase.CONNECT);
        }
    }

    private Connection prepared(Connection connection) throws SQLException {
        try {
            connection.setNetworkTimeout(Runnable::run, 0);
            if (!config.transactionPooling()) {
                demandOwn(connection);
                lift(connection, false);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static void demandOwn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet mark = statement.executeQuery("SELECT current_setting('" + MARK + "', true)")) {
            if (!mark.next() || !MARKED.equals(mark.getString(1))) {
                throw SessionSettings.lost();
            }
        }
    }

    /** Lifts the role's limits, where that may not last: for the transaction that runs. */
    void beginWithoutLimits(Connection connection) throws SQLException {
        if (config.transactionPooling()) {
            lift(connection, true);
        }
    }

    private static void lift(Connection connection, boolean forTransaction) throws SQLException {
        try (PreparedStatement lift = connection.prepareStatement(WITHOUT_LIMITS)) {
            lift.setBoolean(1, forTransaction);
            lift.execute();
        }
    }
}
