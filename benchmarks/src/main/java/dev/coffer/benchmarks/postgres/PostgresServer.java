package dev.coffer.benchmarks.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.benchmarks.Operation;
import dev.coffer.benchmarks.Result;
import dev.coffer.benchmarks.Runner;
import dev.coffer.benchmarks.ServerProcesses;
import dev.coffer.benchmarks.requests.OwnConnection;
import dev.coffer.benchmarks.requests.Requests;
import dev.coffer.benchmarks.requests.Sample;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.postgres.OwnServer;
import dev.coffer.storage.postgres.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;

/** A server of its own that writes durably, with the defaults of PostgreSQL. Everything connects without TLS. */
final class PostgresServer implements AutoCloseable {
    private static final int VERSION = 18;
    private static final Pattern PORT = Pattern.compile(":(\\d+)/");

    private final OwnServer server =
            new OwnServer(VERSION).setting("fsync", "on").start();
    private final Connection owner;
    private final DoubleSupplier processes;

    PostgresServer() throws SQLException {
        owner = DriverManager.getConnection(jdbcUrl(server.url()));
        try (Statement statement = owner.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            processes = new ServerProcesses(row.getLong(1));
        }
    }

    /** The URL of a new database. */
    String database(String name) throws SQLException {
        execute("CREATE DATABASE " + name);
        return server.url().replaceFirst("/[^/]*$", "/" + name) + "?sslmode=disable";
    }

    /** No one is connected any more. */
    void drop(String database) throws SQLException {
        execute("DROP DATABASE " + database + " WITH (FORCE)");
    }

    /** Into tables that Coffer has made. */
    static void load(String url, Sample sample) throws SQLException {
        try (Connection connection = connect(url)) {
            PostgresSample.load(connection, sample);
        }
    }

    /** Requests on a connection of their own. */
    static Requests bare(String url) throws SQLException {
        return new PostgresByHand(new OwnConnection(connect(url)));
    }

    private static String jdbcUrl(String url) {
        return TestServer.jdbcUrl(url);
    }

    static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(url));
    }

    /** Connections that are all there from the beginning. */
    static HikariDataSource pool(String url, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl(url));
        config.setMaximumPoolSize(size);
        return new HikariDataSource(config);
    }

    static Storage coffer(String url, int poolSize) {
        return Storage.open(StorageConfig.forUrl(url).poolSize(poolSize).build());
    }

    /** One whose callers each wait for a connection. */
    static Storage cofferWithoutBatching(String url, int poolSize) {
        return Storage.open(StorageConfig.forUrl(url)
                .poolSize(poolSize)
                .naturalBatching(false)
                .build());
    }

    int port() {
        return PORT.matcher(server.url())
                .results()
                .findFirst()
                .map(found -> Integer.parseInt(found.group(1)))
                .orElseThrow();
    }

    /** The same database by way of another port. */
    static String through(int port, String url) {
        return PORT.matcher(url).replaceFirst(":" + port + "/");
    }

    /** Runs operations; a checkpoint comes before each round, so that none comes while a contender runs. */
    List<Result> run(Runner runner, String section, List<Operation> operations) throws Exception {
        return runner.run(section, operations, processes, () -> {
            execute("CHECKPOINT");
            return "done";
        });
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        owner.close();
        server.close();
    }
}
