package dev.coffer.benchmarks.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.benchmarks.CpuTime;
import dev.coffer.benchmarks.ServerProcesses;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.postgres.OwnServer;
import dev.coffer.storage.postgres.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;

/** A server of its own that writes durably, with the defaults of PostgreSQL. Everything connects without TLS. */
final class PostgresServer implements AutoCloseable {
    private static final int VERSION = 18;

    private final OwnServer server =
            new OwnServer(VERSION).setting("fsync", "on").start();
    private final Connection owner;
    private final Supplier<CpuTime> processes;

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

    /** So that none comes while a contender runs. */
    Void checkpoint() throws SQLException {
        execute("CHECKPOINT");
        return null;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    Supplier<CpuTime> processes() {
        return processes;
    }

    @Override
    public void close() throws SQLException {
        owner.close();
        server.close();
    }
}
