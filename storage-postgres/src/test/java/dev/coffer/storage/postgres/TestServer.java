package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A PostgreSQL server for all tests of this JVM, with a schema for each test that asks: the one that
 * {@code COFFER_TEST_POSTGRES_URL} names, else one in a container where Docker runs, else one of our own from binaries in a jar.
 */
public final class TestServer {
    /** The oldest supported version. */
    public static final TestServer OLDEST = new TestServer(15);

    /** The newest supported version. */
    public static final TestServer NEWEST = new TestServer(18);

    private static final String BY_HAND = "COFFER_TEST_POSTGRES_URL";
    private static final Pattern URL = Pattern.compile("postgres(?:ql)?://([^:@/]*):?([^@/]*)@(.*)");
    private static final AtomicInteger ROLES = new AtomicInteger();

    private final int version;
    private Optional<String> url = Optional.empty();

    private TestServer(int version) {
        this.version = version;
    }

    /** The URL of a place where nothing is yet: a role of its own, with a schema of its own. */
    public String freshUrl() {
        return freshUrl(url());
    }

    /** The same on the server of this URL. */
    public static String freshUrl(String server) {
        return freshUrl(server, "test");
    }

    /** The same with a role that has this password, of letters and digits. */
    static String freshUrl(String server, String password) {
        String name = "coffer_test_" + Long.toString(ProcessHandle.current().pid(), 36) + "_" + ROLES.incrementAndGet();
        execute(server, """
                CREATE ROLE %1$s LOGIN PASSWORD '%2$s';
                CREATE SCHEMA %1$s AUTHORIZATION %1$s;
                ALTER ROLE %1$s SET search_path = %1$s
                """.formatted(name, password));
        return server.replaceFirst("//[^/@]*@", "//" + name + ":" + password + "@");
    }

    /** A connection of the test's own. */
    static Connection connect(String url) throws SQLException {
        PostgresUrl parsed = PostgresUrl.parse(url);
        Connection connection = ServerConnections.maintenance(
                        parsed, Tls.of(parsed), StorageConfig.builder().build())
                .connect();
        connection.setNetworkTimeout(Runnable::run, 0);
        return connection;
    }

    /** The same place, for a host that uses JDBC. */
    public static String jdbcUrl(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a URL with a user name");
        }
        return "jdbc:postgresql://" + parts.group(3) + (parts.group(3).contains("?") ? "&" : "?") + "user="
                + parts.group(1) + "&password=" + parts.group(2);
    }

    /** Runs a statement as the owner of the server. */
    void execute(String sql) {
        execute(url(), sql);
    }

    static void execute(String url, String sql) {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The version. */
    @Override
    public String toString() {
        return "PostgreSQL " + version;
    }

    synchronized String url() {
        url = url.or(() -> Optional.ofNullable(System.getenv(BY_HAND))).or(() -> Optional.of(start()));
        return url.get();
    }

    private String start() {
        return DockerClientFactory.instance().isDockerAvailable() ? startContainer() : startOwn();
    }

    @SuppressWarnings("resource") // it ends with the JVM
    private String startContainer() {
        PostgreSQLContainer server = new PostgreSQLContainer("postgres:" + version)
                .withCommand("postgres", "-c", "max_connections=300", "-c", "fsync=off");
        server.start();
        return server.getJdbcUrl().replaceFirst("jdbc:postgresql://", "postgresql://test:test@");
    }

    @SuppressWarnings("resource") // it ends with the JVM
    private String startOwn() {
        return new OwnServer(version).setting("max_connections", "300").start().url();
    }
}
