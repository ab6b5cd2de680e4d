package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Duplicate;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Timeout;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.TransactionRolledBack;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A connection comes back from every call and every transaction as it was lent. */
class SessionStateTest {
    private static final String STATE = """
            SELECT name, setting FROM pg_catalog.pg_settings
            UNION ALL SELECT 'role', current_user
            UNION ALL SELECT 'advisory locks', count(*)::text FROM pg_catalog.pg_locks
              WHERE locktype = 'advisory' AND pid = pg_backend_pid()
            UNION ALL SELECT 'temporary tables', count(*)::text FROM pg_catalog.pg_class WHERE relpersistence = 't'
            UNION ALL SELECT 'cursors', count(*)::text FROM pg_catalog.pg_cursors
            """;

    private final String url = TestServer.NEWEST.freshUrl();
    private final StorageConfig config = StorageConfig.forUrl(url)
            .poolSize(1)
            .lockTimeout(Duration.ofSeconds(10))
            .readTimeout(Duration.ofSeconds(1))
            .build();

    private static Map<String, String> state(ConnectionPool pool) throws SQLException {
        try (Connection connection = pool.lease(false);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(STATE)) {
            Map<String, String> state = new TreeMap<>();
            while (rows.next()) {
                state.put(rows.getString(1), String.valueOf(rows.getString(2)));
            }
            state.put("auto-commit", "" + connection.getAutoCommit());
            state.put("isolation", "" + connection.getTransactionIsolation());
            state.put("read-only", "" + connection.isReadOnly());
            state.put("schema", "" + connection.getSchema());
            state.put("network timeout", "" + connection.getNetworkTimeout());
            state.put("holdability", "" + connection.getHoldability());
            return state;
        }
    }

    @Test
    void whateverWasDone_nothingOfItReachesTheNextBorrower() throws SQLException {
        WatchedPool watched = WatchedPool.open(config);
        try (Storage storage = watched.storage()) {
            Map<String, String> before = state(watched.pool());
            assertThat(before).hasSizeGreaterThan(300).containsEntry("lock_timeout", "10000");

            useEverything(storage);
            transact(storage);
            runIntoTheTimeLimit(storage);

            assertThat(state(watched.pool())).isEqualTo(before);
        }
    }

    private static void useEverything(StorageAccess storage) {
        NewUser ada = NewUser.withEmail("ada@example.org");
        storage.users().createAll(List.of(ada, NewUser.withEmail("alan@example.org")));
        assertThatExceptionOfType(Duplicate.class)
                .isThrownBy(() -> storage.users().createAll(List.of(NewUser.withEmail("grace@example.org"), ada)));
        storage.keyValues().namespace("n").record("i").putAll(Map.of("a", new byte[] {'1'}, "b", new byte[0]));
        storage.keyValues().namespace("n").record("i").increment("a");
        storage.sessions().purge();
    }

    private static void transact(Storage storage) {
        for (TransactionOptions options : List.of(
                TransactionOptions.defaults(),
                TransactionOptions.repeatableRead(),
                TransactionOptions.serializable(),
                TransactionOptions.readOnlySnapshot())) {
            storage.inTransaction(options, tx -> tx.users().count());
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> storage.inTransaction(options, tx -> {
                        tx.users().count();
                        throw new IllegalStateException("the host's own");
                    }));
        }
        assertThatExceptionOfType(ReadOnly.class)
                .isThrownBy(() -> storage.inTransaction(
                        TransactionOptions.readOnlySnapshot(),
                        tx -> tx.users().create(NewUser.withEmail("barbara@example.org"))));
        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> storage.inTransaction(tx -> assertThatExceptionOfType(Duplicate.class)
                        .isThrownBy(() -> tx.users().create(NewUser.withEmail("ada@example.org")))));
        storage.applyOnce(
                new IdempotencyKey("once", Instant.now()), tx -> tx.users().count());
    }

    private void runIntoTheTimeLimit(Storage storage) throws SQLException {
        try (Connection other = TestServer.connect(url);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE coffer_users");
            assertThatExceptionOfType(Timeout.class)
                    .isThrownBy(() -> storage.users().count());
            assertThatExceptionOfType(Timeout.class)
                    .isThrownBy(() -> storage.inTransaction(tx -> tx.users().count()));
            other.rollback();
        }
    }
}
