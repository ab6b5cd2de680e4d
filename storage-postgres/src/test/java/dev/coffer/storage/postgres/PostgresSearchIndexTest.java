package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.UserSearch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

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

    /** Who waited for the one that has begun another search finds neither its row nor the former one, and must not take away what it made. */
    @Test
    void madeByAnotherMeanwhile_isNotMadeAgain() throws Exception {
        String url = freshUrl();
        StorageConfig.Builder config = StorageConfig.forUrl(url);
        try (Storage storage = Storage.open(
                config.userSearch(UserSearch.ofAll().leavingOut("city")).build())) {
            storage.users().create(NewUser.withEmail("ada@x.y"));
        }
        StorageConfig newer = config.userSearch(UserSearch.ofAll()).build();
        try (Connection other = TestServer.connect(url);
                Statement statement = other.createStatement();
                Connection observer = TestServer.connect(url)) {
            other.setAutoCommit(false);
            statement.execute("DELETE FROM coffer_search");
            statement.execute("INSERT INTO coffer_search (one, fingerprint, settings, finished_at) VALUES (1, '"
                    + UserSearch.ofAll().fingerprint() + "', '{\"leftOut\": []}', '2001-02-03')");
            CompletableFuture<Void> opened =
                    CompletableFuture.runAsync(() -> Storage.open(newer).close());
            ServerActivity.awaitLock(observer, PostgresUrl.parse(url).user().orElseThrow());
            other.commit();
            opened.get(60, TimeUnit.SECONDS);

            try (ResultSet made = statement.executeQuery("SELECT CAST(finished_at AS date) FROM coffer_search")) {
                assertThat(made.next()).isTrue();
                assertThat(made.getString(1)).isEqualTo("2001-02-03");
            }
        }
    }
}
