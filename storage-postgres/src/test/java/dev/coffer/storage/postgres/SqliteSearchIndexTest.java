package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.io.TempDir;

class SqliteSearchIndexTest extends SearchIndexRules {
    @TempDir
    private Path directory;

    @Override
    String freshUrl() {
        return "sqlite:" + directory.resolve("app.db");
    }

    @Override
    String jdbcUrl(String url) {
        return "jdbc:" + url + "?foreign_keys=on";
    }

    @Override
    StorageAccess on(Connection connection, StorageConfig config) {
        return SqliteStorage.on(connection, config);
    }
}
