package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import java.sql.Connection;

class PostgresSearchIndexTest extends SearchIndexRules {
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
}
