package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

class SqliteJoinedTransactionTest extends JoinedTransactionRules {
    private static final List<String> PRAGMAS = List.of(
            "busy_timeout",
            "cache_size",
            "defer_foreign_keys",
            "foreign_keys",
            "journal_mode",
            "journal_size_limit",
            "query_only",
            "read_uncommitted",
            "recursive_triggers",
            "synchronous",
            "temp_store",
            "trusted_schema");

    @TempDir
    private Path directory;

    @Override
    String freshUrl() {
        return "sqlite:" + directory.resolve(UUID.randomUUID() + ".db");
    }

    @Override
    String jdbcUrl(String url) {
        return "jdbc:" + url + "?foreign_keys=on";
    }

    @Override
    StorageAccess on(Connection connection, StorageConfig config) {
        return SqliteStorage.on(connection, config);
    }

    @Override
    StorageAccess on(Connection connection) {
        return SqliteStorage.on(connection);
    }

    @Override
    Connection foreignConnection() throws SQLException {
        return DriverManager.getConnection(TestServer.jdbcUrl(TestServer.NEWEST.freshUrl()));
    }

    @Override
    Map<String, String> settings(Connection connection) throws SQLException {
        Map<String, String> settings = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            for (String pragma : PRAGMAS) {
                try (ResultSet rows = statement.executeQuery("PRAGMA " + pragma)) {
                    settings.put(pragma, rows.next() ? rows.getString(1) : "");
                }
            }
        }
        settings.put("isolation", Integer.toString(connection.getTransactionIsolation()));
        settings.put("read-only", Boolean.toString(connection.isReadOnly()));
        return settings;
    }
}
