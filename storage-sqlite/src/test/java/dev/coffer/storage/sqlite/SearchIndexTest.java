package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.UserUpdate;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the index of a search is made, who keeps it in step, and who must not search without. */
class SearchIndexTest {
    private static final String TERMS = "SELECT term || ' ' || part || ' ' || canonical_email FROM coffer_user_terms";

    @TempDir
    Path directory;

    private Path file;
    private User ada;

    @BeforeEach
    void fill() {
        file = directory.resolve("app.db");
        try (Storage storage = Storage.open(config().build())) {
            ada = storage.users().create(NewUser.withEmail("ada@x.y").metadata(Map.of("city", "Bern")));
        }
    }

    private StorageConfig.Builder config() {
        return StorageConfig.forUrl("sqlite:" + file);
    }

    private StorageConfig.Builder searching() {
        return config().userSearch(UserSearch.ofAll());
    }

    private static List<String> found(StorageAccess storage, String query) {
        return storage.users().search(query, PageRequest.first(100)).items().stream()
                .map(User::email)
                .toList();
    }

    private List<String> found(String query) {
        try (Storage storage = Storage.open(searching().build())) {
            return found(storage, query);
        }
    }

    private void assertRefused(StorageConfig.Builder config, String reason) {
        assertThatExceptionOfType(SchemaMismatch.class)
                .isThrownBy(() -> Storage.open(config.build()))
                .withMessageContaining(reason);
    }

    @Test
    void off_nothingIsWritten() throws Exception {
        assertThat(PlainSql.ask(file, TERMS)).isEmpty();
        assertThat(PlainSql.ask(file, "SELECT count(*) FROM coffer_search")).containsExactly("0");
    }

    @Test
    void validate_refusesWhatIsNotComplete() throws Exception {
        assertRefused(searching().schemaMode(SchemaMode.VALIDATE), "there is no index");
        assertRefused(searching().readOnly(true), "there is no index");
        found("ada");
        Storage.open(searching().schemaMode(SchemaMode.VALIDATE).build()).close();
        assertRefused(
                config().userSearch(UserSearch.ofAll().leavingOut("n")).schemaMode(SchemaMode.VALIDATE),
                "of another search");
        PlainSql.run(file, "UPDATE coffer_search SET finished_at = NULL");
        assertRefused(searching().schemaMode(SchemaMode.VALIDATE), "not complete");
    }

    @Test
    void readOnly_searchesAnIndexThatIsThere() {
        found("ada");
        try (Storage storage = Storage.open(searching().readOnly(true).build())) {
            assertThat(found(storage, "bern")).containsExactly("ada@x.y");
        }
    }

    @Test
    void none_opensAndDoesNotSearchWithoutAnIndex() {
        try (Storage storage =
                Storage.open(searching().schemaMode(SchemaMode.NONE).build())) {
            assertThatExceptionOfType(SchemaMismatch.class).isThrownBy(() -> found(storage, "ada"));
        }
    }

    @Test
    void indexThatIsGivenUp_isNotSearched_andMadeAnew() throws Exception {
        try (Storage storage = Storage.open(searching().build())) {
            PlainSql.run(file, "DELETE FROM coffer_search");
            assertThatExceptionOfType(SchemaMismatch.class).isThrownBy(() -> found(storage, "ada"));
        }
        assertThat(found("ada")).containsExactly("ada@x.y");
    }

    @Test
    void makingThatWasStopped_isGoneOnWith() throws Exception {
        found("ada");
        PlainSql.run(
                file, "DELETE FROM coffer_user_terms", "UPDATE coffer_search SET finished_at = NULL, last_id = NULL");
        assertThat(found("bern")).containsExactly("ada@x.y");
    }

    @Test
    void whatIsStale_isNotShown_andHidesNobody() throws Exception {
        found("ada");
        PlainSql.run(
                file,
                "INSERT INTO coffer_user_terms VALUES ('bern', 0, 'aaa@x.y'), ('bern', 1, 'ada@x.y'), ('basel', 0, 'ada@x.y')");
        assertThat(found("bern")).containsExactly("ada@x.y");
        assertThat(found("bern x.y")).containsExactly("ada@x.y");
        assertThat(found("basel")).isEmpty();
    }

    @Test
    void anotherVersionsIndex_isGivenUpByWhoCannotKeepIt() throws Exception {
        found("ada");
        PlainSql.run(file, "UPDATE coffer_search SET fingerprint = 'of a version to come'");
        Storage.open(config().build()).close();
        assertThat(PlainSql.ask(file, "SELECT count(*) FROM coffer_search")).containsExactly("0");
        assertThat(found("ada")).containsExactly("ada@x.y");
    }

    @Test
    void changes_leaveTheRowsOfWhatIsThere() throws Exception {
        try (Storage storage = Storage.open(searching().build())) {
            storage.users().update(ada.id(), UserUpdate.metadata(Map.of("city", "Basel bern")));
            storage.users().update(ada.id(), UserUpdate.email("eve@x.y"));
            storage.users()
                    .delete(storage.users().create(NewUser.withEmail("bob@x.y")).id());
        }
        assertThat(PlainSql.ask(file, TERMS))
                .containsExactlyInAnyOrder(
                        "b 1 eve@x.y",
                        "ba 1 eve@x.y",
                        "bas 1 eve@x.y",
                        "base 1 eve@x.y",
                        "basel 0 eve@x.y",
                        "be 1 eve@x.y",
                        "ber 1 eve@x.y",
                        "bern 0 eve@x.y",
                        "e 1 eve@x.y",
                        "ev 1 eve@x.y",
                        "eve 0 eve@x.y",
                        "x 0 eve@x.y",
                        "y 0 eve@x.y");
    }

    @Test
    void joinedTransaction_keepsTheIndex_whateverItsConfiguration() throws Exception {
        found("ada");
        for (StorageConfig config : List.of(
                StorageConfig.builder().build(),
                StorageConfig.builder().userSearch(UserSearch.ofAll()).build())) {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file + "?foreign_keys=on")) {
                connection.setAutoCommit(false);
                StorageAccess joined = SqliteStorage.on(connection, config);
                User bob = joined.users().create(NewUser.withEmail("bob@x.y"));
                joined.users().update(bob.id(), UserUpdate.metadata(Map.of("city", "Basel")));
                connection.commit();
                assertThat(found("basel")).containsExactly("bob@x.y");
                SqliteStorage.on(connection, config).users().delete(bob.id());
                connection.commit();
                SqliteStorage.on(connection, config).users().create(NewUser.withEmail("bob@x.y"));
                connection.rollback();
            }
            assertThat(PlainSql.ask(file, TERMS + " WHERE canonical_email = 'bob@x.y'"))
                    .isEmpty();
        }
    }
}
