package dev.coffer.storage.postgres;

import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.DatabaseCredentials;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Makes connections to the server that a URL names.
 *
 * @param url names the hosts, the database and what the driver is told beside our own defaults
 * @param tls how they are secured
 * @param properties of the driver, without the login
 */
record ServerConnections(PostgresUrl url, Tls tls, Properties properties) {
    private static final Driver DRIVER = new Driver();

    static {
        DriverLog.leaveOutValues();
    }

    /** The driver's properties, by libpq's names of them. */
    private static final Map<String, PGProperty> PROPERTIES = Map.of(
            "application_name", PGProperty.APPLICATION_NAME,
            "channel_binding", PGProperty.CHANNEL_BINDING,
            "connect_timeout", PGProperty.CONNECT_TIMEOUT,
            "sslcert", PGProperty.SSL_CERT,
            "sslkey", PGProperty.SSL_KEY,
            "sslmode", PGProperty.SSL_MODE,
            "sslrootcert", PGProperty.SSL_ROOT_CERT,
            "target_session_attrs", PGProperty.TARGET_SERVER_TYPE);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CANCEL_TIMEOUT = Duration.ofSeconds(2);

    /** Which of several servers. */
    enum Target {
        PRIMARY,
        STANDBY
    }

    /** For what is done when a storage opens, or new credentials are tried. */
    static ServerConnections maintenance(PostgresUrl url, Tls tls, StorageConfig config) {
        Properties properties =
                defaults(url, config.readOnly() && config.standbyReads() ? Target.STANDBY : Target.PRIMARY);
        PGProperty.SOCKET_TIMEOUT.set(properties, seconds(CONNECT_TIMEOUT));
        if (!pooled(properties, config)) {
            config.rowLevelSecurity().ifPresent(confined -> PGProperty.OPTIONS.set(properties, systemRole(confined)));
        }
        return new ServerConnections(url, tls, properties);
    }

    /** For whoever reads all tables, in one transaction: through a pooler too. See {@link RecordConnections}. */
    static ServerConnections reading(PostgresUrl url, Tls tls, Target target) {
        Properties properties = records(url, target);
        PGProperty.PREPARE_THRESHOLD.set(properties, 0);
        return new ServerConnections(url, tls, properties);
    }

    /** For whoever fills the tables. */
    static ServerConnections filling(PostgresUrl url, Tls tls) {
        Properties properties = records(url, Target.PRIMARY);
        PGProperty.OPTIONS.set(properties, RecordConnections.START_UP_OPTIONS);
        return new ServerConnections(url, tls, properties);
    }

    private static Properties records(PostgresUrl url, Target target) {
        Properties properties = defaults(url, target);
        PGProperty.SOCKET_TIMEOUT.set(properties, seconds(CONNECT_TIMEOUT));
        PGProperty.SOCKET_FACTORY.set(properties, KeepAlive.Sockets.class.getName());
        return properties;
    }

    /** For the calls of a host. */
    static ServerConnections pooled(PostgresUrl url, Tls tls, StorageConfig config, Target target) {
        Properties properties = defaults(url, target);
        PGProperty.SOCKET_TIMEOUT.set(properties, seconds(socketTimeout(config)));
        if (!pooled(properties, config)) {
            PGProperty.OPTIONS.set(properties, SessionSettings.of(config).startUpOptions() + " " + rowSecurity(config));
        }
        return new ServerConnections(url, tls, properties);
    }

    /** The role of the library's own work; without one, what row-level security would hide is an error, and not as if it were not there. */
    private static String rowSecurity(StorageConfig config) {
        return config.rowLevelSecurity().map(ServerConnections::systemRole).orElse("-c row_security=off");
    }

    private static String systemRole(RowLevelSecurity confined) {
        return "-c role=" + confined.systemRole();
    }

    /** A pooler takes no start-up options, and its next connection knows no statement that was prepared on the last. */
    private static boolean pooled(Properties properties, StorageConfig config) {
        if (config.transactionPooling()) {
            PGProperty.PREPARE_THRESHOLD.set(properties, 0);
        }
        return config.transactionPooling();
    }

    /** The names of the parameters that a URL may have. */
    static Set<String> parameters() {
        return PROPERTIES.keySet();
    }

    private static Properties defaults(PostgresUrl url, Target target) {
        Properties properties = new Properties();
        url.database().ifPresent(name -> PGProperty.PG_DBNAME.set(properties, name));
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds(CONNECT_TIMEOUT));
        PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, seconds(CANCEL_TIMEOUT));
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false); // it prints emails
        PGProperty.APPLICATION_NAME.set(properties, "coffer");
        if (url.hosts().size() > 1) {
            PGProperty.TARGET_SERVER_TYPE.set(properties, target == Target.PRIMARY ? "primary" : "preferSecondary");
        }
        PROPERTIES.forEach((name, property) ->
                Optional.ofNullable(url.parameters().get(name)).ifPresent(value -> property.set(properties, value)));
        PGProperty.LOGIN_TIMEOUT.set(
                properties, loginTimeoutSeconds(properties) * url.hosts().size()); // for all of them
        return properties;
    }

    /** As long as the URL lets us wait for a connection, where that is more; its 0 is no limit for libpq, but here. */
    private static int loginTimeoutSeconds(Properties properties) {
        return Math.max(
                seconds(CONNECT_TIMEOUT), Integer.parseInt(PGProperty.CONNECT_TIMEOUT.getOrDefault(properties)));
    }

    /** What may take longer than usual is ended by its own limit, whose error is the right one. */
    private static Duration socketTimeout(StorageConfig config) {
        return Stream.of(config.lockTimeout(), config.readTimeout())
                .map(limit -> limit.plus(CONNECT_TIMEOUT))
                .filter(limit -> limit.compareTo(SOCKET_TIMEOUT) > 0)
                .max(Comparator.naturalOrder())
                .orElse(SOCKET_TIMEOUT);
    }

    private static int seconds(Duration duration) {
        return Math.toIntExact(duration.toSeconds());
    }

    /** As the URL says. */
    Connection connect() throws SQLException {
        Properties login = new Properties(properties);
        url.user().ifPresent(name -> PGProperty.USER.set(login, name));
        url.password().ifPresent(password -> PGProperty.PASSWORD.set(login, password));
        return connect(login);
    }

    /** With these credentials, whatever the URL says. */
    Connection connect(DatabaseCredentials credentials) throws SQLException {
        Properties login = new Properties(properties);
        PGProperty.USER.set(login, credentials.user());
        PGProperty.PASSWORD.set(login, credentials.password());
        return connect(login);
    }

    private Connection connect(Properties login) throws SQLException {
        return tls.connect(DRIVER, jdbcUrl(), login);
    }

    private String jdbcUrl() {
        return url.hosts().stream()
                .map(host -> (host.name().contains(":") ? "[" + host.name() + "]" : host.name()) + ":" + host.port())
                .collect(Collectors.joining(",", "jdbc:postgresql://", "/"));
    }

    /** Where they lead; no password. */
    @Override
    public String toString() {
        return "ServerConnections[" + url + "]";
    }
}
