package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Makes connections to the server that a URL names. */
final class ServerConnections implements DataSource {
    private static final Driver DRIVER = new Driver();

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
    private static final Duration IDLE_IN_TRANSACTION_TIMEOUT = Duration.ofSeconds(60);

    private final PostgresUrl url;
    private final boolean readOnly;
    private final Duration lockTimeout;
    private final Duration socketTimeout;

    private ServerConnections(PostgresUrl url, boolean readOnly, Duration lockTimeout, Duration socketTimeout) {
        this.url = url;
        this.readOnly = readOnly;
        this.lockTimeout = lockTimeout;
        this.socketTimeout = socketTimeout;
    }

    /** For the calls of a host. */
    static ServerConnections pooled(PostgresUrl url, StorageConfig config) {
        return new ServerConnections(url, config.readOnly(), config.lockTimeout(), SOCKET_TIMEOUT);
    }

    /** For changes of the schema, which wait and run as long as it takes. */
    static ServerConnections maintenance(PostgresUrl url) {
        return new ServerConnections(url, false, Duration.ZERO, Duration.ZERO);
    }

    /** The names of the parameters that a URL may have. */
    static Set<String> parameters() {
        return PROPERTIES.keySet();
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = DRIVER.connect(jdbcUrl(), properties());
        if (connection == null) {
            throw new SQLException("the driver does not know the URL");
        }
        return connection;
    }

    private String jdbcUrl() {
        return url.hosts().stream()
                .map(host -> (host.name().contains(":") ? "[" + host.name() + "]" : host.name()) + ":" + host.port())
                .collect(Collectors.joining(",", "jdbc:postgresql://", "/"));
    }

    private Properties properties() {
        Properties properties = new Properties();
        url.database().ifPresent(name -> PGProperty.PG_DBNAME.set(properties, name));
        url.user().ifPresent(name -> PGProperty.USER.set(properties, name));
        url.password().ifPresent(password -> PGProperty.PASSWORD.set(properties, password));
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds(CONNECT_TIMEOUT));
        PGProperty.LOGIN_TIMEOUT.set(properties, seconds(CONNECT_TIMEOUT));
        PGProperty.SOCKET_TIMEOUT.set(properties, seconds(socketTimeout));
        PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, seconds(CANCEL_TIMEOUT));
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false); // it prints emails
        PGProperty.APPLICATION_NAME.set(properties, "coffer");
        PROPERTIES.forEach((name, property) ->
                Optional.ofNullable(url.parameters().get(name)).ifPresent(value -> property.set(properties, value)));
        PGProperty.OPTIONS.set(
                properties,
                "-c lock_timeout=" + lockTimeout.toMillis() + " -c idle_in_transaction_session_timeout="
                        + IDLE_IN_TRANSACTION_TIMEOUT.toMillis() + " -c default_transaction_read_only=" + readOnly);
        return properties;
    }

    private static int seconds(Duration duration) {
        return Math.toIntExact(duration.toSeconds());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the URL names the user");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // nothing is written
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // the connections have their own
    }

    @Override
    public int getLoginTimeout() {
        return seconds(CONNECT_TIMEOUT);
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
