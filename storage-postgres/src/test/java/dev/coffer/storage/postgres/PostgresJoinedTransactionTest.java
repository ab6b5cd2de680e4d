package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

class PostgresJoinedTransactionTest extends JoinedTransactionRules {
    @TempDir
    private Path directory;

    @Override
    String freshUrl() {
        return TestServer.NEWEST.freshUrl();
    }

    @Override
    String jdbcUrl(String url) {
        return TestServer.jdbcUrl(url);
    }

    @Override
    StorageAccess on(Connection connection, StorageConfig config) {
        return PostgresStorage.on(connection, config);
    }

    @Override
    StorageAccess on(Connection connection) {
        return PostgresStorage.on(connection);
    }

    @Override
    Connection foreignConnection() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("foreign.db"));
    }

    @Override
    Map<String, String> settings(Connection connection) throws SQLException {
        Map<String, String> settings = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name, setting FROM pg_settings")) {
            while (rows.next()) {
                settings.put(rows.getString(1), rows.getString(2));
            }
        }
        settings.put("network timeout", Integer.toString(connection.getNetworkTimeout()));
        settings.put("holdability", Integer.toString(connection.getHoldability()));
        settings.put("read-only", Boolean.toString(connection.isReadOnly()));
        return settings;
    }
}
