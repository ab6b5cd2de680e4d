package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class SchemaModeTest {
    private static final String NEWER =
            "INSERT INTO coffer_schema_history (version, description, checksum) VALUES (4, 'later', 'x')";
    private static final String OBJECTS = "SELECT type || ' ' || name || ' ' || sql FROM sqlite_schema ORDER BY name";

    /** What makes a database another than version 1 as it was made, in the history. */
    private static final Map<String, String> OTHER_HISTORIES = Map.of(
            "newer", NEWER,
            "edited", "UPDATE coffer_schema_history SET checksum = 'x'",
            "with a gap", "UPDATE coffer_schema_history SET version = 4 WHERE version = 3",
            "far ahead", "INSERT INTO coffer_schema_history (version, description, checksum) VALUES (9, 'later', 'x')");

    /** The same, in what is there. */
    private static final Map<String, String> OTHER_OBJECTS = Map.of(
            "an index dropped", "DROP INDEX coffer_tokens_by_expiry",
            "a table dropped", "DROP TABLE coffer_applied",
            "a column added", "ALTER TABLE coffer_users ADD COLUMN nickname TEXT",
            "a column renamed", "ALTER TABLE coffer_tokens RENAME COLUMN payload TO load",
            "a table added", "CREATE TABLE coffer_notes (note TEXT)",
            "an index added", "CREATE INDEX coffer_users_by_update ON coffer_users (updated_at)",
            "a view added", "CREATE VIEW coffer_emails AS SELECT email FROM coffer_users");

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("app.db");
    }

    @Test
    void migrate_makesTheTables_andThenNothingMore() throws Exception {
        open(SchemaMode.MIGRATE).close();
        List<String> made = PlainSql.ask(file, OBJECTS);
        assertThat(PlainSql.ask(file, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"))
                .containsExactly(
                        "coffer_applied",
                        "coffer_audit",
                        "coffer_audit_context",
                        "coffer_audit_head",
                        "coffer_audit_namespaces",
                        "coffer_audit_pending",
                        "coffer_key_values",
                        "coffer_migration",
                        "coffer_schema_history",
                        "coffer_search",
                        "coffer_sessions",
                        "coffer_tokens",
                        "coffer_user_terms",
                        "coffer_users",
                        "coffer_versions",
                        "sqlite_sequence");
        assertThat(PlainSql.ask(file, "SELECT version || ' ' || description FROM coffer_schema_history"))
                .containsExactly("1 foundation", "2 search", "3 audit");
        open(SchemaMode.MIGRATE).close();
        open(SchemaMode.VALIDATE).close();
        assertThat(PlainSql.ask(file, OBJECTS)).isEqualTo(made);
        assertThat(PlainSql.ask(file, "SELECT count(*) FROM coffer_schema_history"))
                .containsExactly("3");
    }

    @TestFactory
    Stream<DynamicTest> anotherHistory_isRefused_andLeftAsItIs() {
        return Stream.of(SchemaMode.MIGRATE, SchemaMode.VALIDATE)
                .flatMap(mode -> OTHER_HISTORIES.entrySet().stream()
                        .map(other -> dynamicTest(mode + " " + other.getKey(), () -> {
                            change(other.getValue());
                            assertRefused(mode);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> validate_refusesOtherObjects() {
        return OTHER_OBJECTS.entrySet().stream()
                .map(other -> dynamicTest(other.getKey(), () -> {
                    change(other.getValue());
                    assertRefused(SchemaMode.VALIDATE);
                }));
    }

    @Test
    void validate_namesWhatIsDifferent_ofItsOwn_inOrder() throws Exception {
        assertDifferent("DROP INDEX coffer_tokens_by_expiry", "coffer_tokens_by_expiry");
        assertDifferent("ALTER TABLE coffer_users ADD COLUMN nickname TEXT", "coffer_users");
        assertDifferent("CREATE TABLE coffer_notes (note TEXT)", "coffer_notes");
        assertDifferent(
                "CREATE TABLE orders (id TEXT); CREATE TABLE coffer_notes (note TEXT); DROP TABLE coffer_applied",
                "coffer_applied, coffer_applied_by_expiry, coffer_notes");
        assertDifferent(
                IntStream.range(0, 9)
                        .mapToObj(i -> "CREATE TABLE coffer_" + i + " (note TEXT)")
                        .collect(Collectors.joining(";")),
                "coffer_0, coffer_1, coffer_2, coffer_3, coffer_4, …");
    }

    private void assertDifferent(String sql, String names) throws Exception {
        change(sql);
        SchemaMismatch error =
                Failure.of(SchemaMismatch.class, Retry.NEVER, Outcome.NOT_APPLIED, () -> open(SchemaMode.VALIDATE));
        assertThat(error).hasMessage("tables or indexes were changed, added or dropped by hand: " + names);
    }

    private void change(String sql) throws Exception {
        Files.deleteIfExists(file);
        open(SchemaMode.MIGRATE).close();
        PlainSql.run(file, sql);
    }

    @Test
    void validate_refusesWhatHasNoTables() throws Exception {
        PlainSql.run(file, "CREATE TABLE words (word TEXT)");
        assertRefused(SchemaMode.VALIDATE);
    }

    @Test
    void onlyMigrate_makesAFile() {
        for (SchemaMode mode : List.of(SchemaMode.VALIDATE, SchemaMode.NONE)) {
            Failure.of(Unavailable.class, Retry.OPERATION, Outcome.NOT_APPLIED, () -> open(mode));
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void validate_refusesATableMissingInTheHistory() throws Exception {
        PlainSql.run(file, "CREATE TABLE coffer_schema_history (version INTEGER, checksum TEXT)");
        assertRefused(SchemaMode.VALIDATE);
    }

    @Test
    void migrate_refusesTablesThatSomethingElseMade_andLeavesThemAsTheyAre() throws Exception {
        PlainSql.run(file, "CREATE TABLE coffer_users (name TEXT)", "INSERT INTO coffer_users VALUES ('Ada')");
        assertRefused(SchemaMode.MIGRATE);
        assertThat(PlainSql.ask(file, "SELECT name FROM coffer_users")).containsExactly("Ada");
    }

    private void assertRefused(SchemaMode mode) throws SQLException {
        List<String> before = PlainSql.ask(file, OBJECTS);
        Failure.of(SchemaMismatch.class, Retry.NEVER, Outcome.NOT_APPLIED, () -> open(mode));
        assertThat(PlainSql.ask(file, OBJECTS)).isEqualTo(before);
    }

    @Test
    void validate_ignoresWhatBelongsToTheHost() throws Exception {
        change("CREATE TABLE orders (user_id TEXT REFERENCES coffer_users (id)); CREATE TABLE cofferdam (name TEXT)");
        open(SchemaMode.VALIDATE).close();
    }

    @Test
    void none_changesNothing_whateverIsThere() throws Exception {
        PlainSql.run(file, "CREATE TABLE words (word TEXT)");
        List<String> before = PlainSql.ask(file, OBJECTS);
        try (Storage storage = open(SchemaMode.NONE)) {
            Failure.of(SchemaMismatch.class, Retry.NEVER, Outcome.NOT_APPLIED, storage.users()::count);
            Failure.of(
                    SchemaMismatch.class,
                    Retry.NEVER,
                    Outcome.NOT_APPLIED,
                    () -> storage.users().create(NewUser.withEmail("ada@example.org")));
        }
        assertThat(PlainSql.ask(file, OBJECTS)).isEqualTo(before);
    }

    @Test
    void none_opensANewerSchema() throws Exception {
        change(NEWER);
        try (Storage storage = open(SchemaMode.NONE)) {
            assertThat(storage.users().count()).isZero();
        }
    }

    @Test
    void theScripts_runByHand_makeWhatValidateDemands() throws Exception {
        open(SchemaMode.MIGRATE).close();
        List<String> migrated = PlainSql.ask(file, OBJECTS);
        Files.delete(file);

        PlainSql.run(file, Storage.schemaScripts("sqlite:x").toArray(String[]::new));
        assertThat(PlainSql.ask(file, OBJECTS)).isEqualTo(migrated);
        try (Storage storage = open(SchemaMode.VALIDATE)) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
            assertThat(storage.users().count()).isOne();
        }
        open(SchemaMode.MIGRATE).close();
    }

    private Storage open(SchemaMode mode) {
        return Storage.open(
                StorageConfig.forUrl("sqlite:" + file).schemaMode(mode).build());
    }
}
