package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.User;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.spi.StorageTransaction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pragmas in force, and what the tables hold to. */
class ConnectionSettingsTest {
    private static final Map<String, String> EVERYWHERE = Map.of(
            "foreign_keys", "1",
            "synchronous", "2",
            "trusted_schema", "0",
            "encoding", "UTF-8");
    private static final Map<String, String> ON_FILES = Map.of("journal_mode", "wal");

    @TempDir
    Path directory;

    private StorageConfig config;

    @BeforeEach
    void configure() {
        config = StorageConfig.forUrl("sqlite:" + directory.resolve("app.db")).build();
    }

    @Test
    void theWriter_isDurableAndStrict() {
        try (SqliteDatabase database = database(config)) {
            Map<String, String> writes = Map.of("query_only", "0", "journal_size_limit", "8388608");
            for (Map<String, String> settings : List.of(EVERYWHERE, ON_FILES, writes)) {
                settings.forEach((pragma, value) ->
                        assertThat(database.write(ask(pragma))).as(pragma).isEqualTo(value));
            }
        }
    }

    @Test
    void everyReader_refusesToWrite() {
        try (SqliteDatabase database = database(config)) {
            assertReads(database);
        }
    }

    @Test
    void everyReader_ofAStorageThatOnlyReads_refusesToWrite() {
        database(config).close();
        try (SqliteDatabase database =
                database(config.toBuilder().readOnly(true).build())) {
            assertReads(database);
        }
    }

    private static void assertReads(SqliteDatabase database) {
        List<StorageTransaction> held = new ArrayList<>();
        for (int reader = 0; reader < 3; reader++) {
            for (Map<String, String> settings : List.of(EVERYWHERE, ON_FILES, Map.of("query_only", "1"))) {
                settings.forEach((pragma, value) ->
                        assertThat(database.read(ask(pragma))).as(pragma).isEqualTo(value));
            }
            held.add(database.begin(TransactionOptions.readOnlySnapshot(), INDEX)); // so that the next is another one
        }
        held.forEach(StorageTransaction::close);
    }

    @Test
    void memory_isStrict_andWritesAgainAfterASnapshot() {
        try (SqliteDatabase database =
                database(StorageConfig.forUrl("sqlite::memory:").build())) {
            EVERYWHERE.forEach((pragma, value) ->
                    assertThat(database.write(ask(pragma))).as(pragma).isEqualTo(value));
            database.begin(TransactionOptions.readOnlySnapshot(), INDEX).close();
            assertThat(database.write(ask("query_only"))).isEqualTo("0");
        }
    }

    private static final SearchIndex INDEX =
            SearchIndex.joined(new SqliteUserTerms(), StorageConfig.builder().build());

    private static SqliteDatabase database(StorageConfig config) {
        return new Opening(SqliteSchema.current(), config).opened().database();
    }

    private static Function<SqlConnection, String> ask(String pragma) {
        return connection -> connection
                .handle()
                .createQuery("PRAGMA " + pragma)
                .mapTo(String.class)
                .one();
    }

    @Test
    void everyTable_isStrict() throws Exception {
        Storage.open(config).close();
        Path file = directory.resolve("app.db");
        String tables = "FROM pragma_table_list WHERE schema = 'main' AND name LIKE 'coffer%' AND type = 'table'";
        assertThat(PlainSql.ask(file, "SELECT count(*) " + tables)).containsExactly("15");
        assertThat(PlainSql.ask(file, "SELECT name " + tables + " AND strict = 0"))
                .isEmpty();
    }

    @Test
    void whatIsStored_isSoundAndRefersToWhatExists() throws Exception {
        try (Storage storage = Storage.open(config)) {
            User ada = storage.users().create(NewUser.withEmail("ada@example.org"));
            User bob = storage.users().create(NewUser.withEmail("bob@example.org"));
            storage.sessions().issue(NewSession.forUser(ada.id()));
            storage.sessions().issue(NewSession.forUser(bob.id()));
            storage.tokens().issue(NewToken.forUser(ada.id(), "reset"));
            storage.tokens().issue(NewToken.forUser(bob.id(), "reset"));
            storage.keyValues().apply(List.of(Mutation.put(new ItemKey("n", "i", "k"), "v")));
            storage.users().delete(ada.id());
        }
        Path file = directory.resolve("app.db");
        assertThat(PlainSql.ask(file, "PRAGMA integrity_check")).containsExactly("ok");
        assertThat(PlainSql.ask(file, "PRAGMA foreign_key_check")).isEmpty();
        assertThat(PlainSql.ask(file, "SELECT count(*) FROM coffer_sessions")).containsExactly("1");
        assertThat(PlainSql.ask(file, "SELECT count(*) FROM coffer_tokens")).containsExactly("1");
    }
}
