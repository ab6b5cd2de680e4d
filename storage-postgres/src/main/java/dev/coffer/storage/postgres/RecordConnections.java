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
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Connections for whoever reads or fills the tables as a whole. No answer is too long in coming and no transaction too long, whatever
 * the role's limits are; that the other side is gone shows by TCP keep-alive, on both sides.
 */
final class RecordConnections implements AutoCloseable {
    private static final String BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
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
    private final CredentialProof proof;
    private final Optional<CredentialRefresh> refresh;

    RecordConnections(StorageConfig config) {
        this.config = config;
        url = PostgresUrl.parse(config.url());
        tls = Tls.of(url);
        credentials = config.credentials().map(source -> new CurrentCredentials(source, config.clock(), () -> {}));
        proof = new CredentialProof(url, tls, config);
        refresh = credentials.map(current -> new CredentialRefresh(current, proof));
    }

    StorageConfig config() {
        return config;
    }

    /** With their ports. */
    String hosts() {
        return url.hosts().stream()
                .map(host -> (host.name().contains(":") ? "[" + host.name() + "]" : host.name()) + ":" + host.port())
                .collect(Collectors.joining(","));
    }

    /** A new connection to the primary that no pooler shares out, for the caller to close: with the rights of who owns the tables. */
    Connection connect() {
        return connect(ServerConnections.filling(url, tls), connection -> {
            demandOwn(connection);
            lift(connection, false);
            OwnerRole.of(config).assume(connection);
        });
    }

    /** A new connection in a transaction that sees the present moment and none after it, for the caller to close. */
    Connection snapshot(Target target) {
        return connect(ServerConnections.reading(url, tls, target), connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(BEGIN);
            }
            RowSecurity.assume(connection, config, true);
            lift(connection, true);
        });
    }

    @FunctionalInterface
    private interface Preparation {
        void of(Connection connection) throws SQLException;
    }

    private Connection connect(ServerConnections connections, Preparation preparation) {
        try {
            Connection connection = new Login(connections, credentials).connect();
            try {
                connection.setNetworkTimeout(Runnable::run, 0);
                preparation.of(connection);
                return connection;
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw PostgresErrors.translate(e, Phase.CONNECT);
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

    private static void lift(Connection connection, boolean forTransaction) throws SQLException {
        try (PreparedStatement lift = connection.prepareStatement(WITHOUT_LIMITS)) {
            lift.setBoolean(1, forTransaction);
            lift.execute();
        }
    }

    /** Learns which tables are ours: they are there from now on. */
    void prove(SchemaNames names) {
        proof.demand(names);
    }

    /** What opens in time; if it does not, nothing is left of these either. */
    <T> T open(Supplier<T> attempt) {
        try {
            return SchemaOpening.inTime(config, attempt);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** For whoever has closed the connections. */
    @Override
    public void close() {
        refresh.ifPresent(CredentialRefresh::close);
    }
}
