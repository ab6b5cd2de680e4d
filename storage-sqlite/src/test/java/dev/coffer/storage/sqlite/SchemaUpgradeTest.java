package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.jdbi.Migration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second version of the schema, which only these tests know. */
class SchemaUpgradeTest {
    private static final Migration V1 = Migration.read("V1__foundation.sql", SqliteSchema.class::getResourceAsStream);
    private static final Migration V2 = Migration.of("V2__notes.sql", """
            ALTER TABLE coffer_users ADD COLUMN nickname TEXT;
            CREATE TABLE coffer_notes (note TEXT NOT NULL) STRICT;
            INSERT INTO coffer_notes SELECT email FROM coffer_users;
            """);
    private static final Migration V3 =
            Migration.of("V3__nicknames.sql", "CREATE INDEX coffer_users_by_nickname ON coffer_users (nickname);\n");

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void fillVersion1() {
        file = directory.resolve("app.db");
        try (Storage storage = open(SchemaMode.MIGRATE, V1)) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
            storage.users().create(NewUser.withEmail("bob@example.org"));
        }
    }

    @Test
    void migrate_runsWhatIsNew_andKeepsWhatIsThere() throws Exception {
        try (Storage storage = open(SchemaMode.MIGRATE, V1, V2)) {
            assertThat(storage.users().count()).isEqualTo(2);
            storage.users().create(NewUser.withEmail("eve@example.org"));
        }
        assertThat(history()).containsExactly("1 foundation", "2 notes");
        assertThat(PlainSql.ask(file, "SELECT note FROM coffer_notes ORDER BY note"))
                .containsExactly("ada@example.org", "bob@example.org");
        open(SchemaMode.VALIDATE, V1, V2).close();
    }

    @Test
    void migrate_runsSeveralInOrder() throws Exception {
        open(SchemaMode.MIGRATE, V1, V2, V3).close();
        assertThat(history()).containsExactly("1 foundation", "2 notes", "3 nicknames");
        open(SchemaMode.VALIDATE, V1, V2, V3).close();
    }

    @Test
    void migrate_ofANewFile_makesTheSameAsAnUpgrade() throws Exception {
        String objects = "SELECT sql FROM sqlite_schema ORDER BY name";
        open(SchemaMode.MIGRATE, V1, V2).close();
        List<String> upgraded = PlainSql.ask(file, objects);
        file = directory.resolve("new.db");
        open(SchemaMode.MIGRATE, V1, V2).close();
        assertThat(PlainSql.ask(file, objects)).isEqualTo(upgraded);
    }

    @Test
    void anOlderLibrary_refusesWhatANewerOneMade() {
        open(SchemaMode.MIGRATE, V1, V2).close();
        assertRefused(SchemaMode.MIGRATE, V1);
        assertRefused(SchemaMode.VALIDATE, V1);
    }

    @Test
    void aStorageThatIsOpen_goesOnWorkingWhenAnotherUpgrades() {
        try (Storage old = open(SchemaMode.MIGRATE, V1)) {
            assertThat(old.users().count()).isEqualTo(2);
            open(SchemaMode.MIGRATE, V1, V2).close();
            old.users().create(NewUser.withEmail("eve@example.org"));
            assertThat(old.users().findByEmail("ada@example.org")).isPresent();
            assertThat(old.users().count()).isEqualTo(3);
        }
    }

    @Test
    void validate_refusesAnOlderSchema() throws Exception {
        SchemaMismatch error = assertRefused(SchemaMode.VALIDATE, V1, V2);
        assertThat(error).hasMessageContaining("version 1").hasMessageContaining("needs 2");
        assertThat(history()).containsExactly("1 foundation");
    }

    @Test
    void aGapInTheHistory_isRefused() throws Exception {
        open(SchemaMode.MIGRATE, V1, V2, V3).close();
        PlainSql.run(file, "DELETE FROM coffer_schema_history WHERE version = 2");
        assertRefused(SchemaMode.MIGRATE, V1, V2, V3);
        assertRefused(SchemaMode.VALIDATE, V1, V2, V3);
        PlainSql.run(file, "DELETE FROM coffer_schema_history WHERE version = 1");
        assertRefused(SchemaMode.MIGRATE, V1, V2, V3);
    }

    private SchemaMismatch assertRefused(SchemaMode mode, Migration... migrations) {
        return Failure.of(SchemaMismatch.class, Retry.NEVER, Outcome.NOT_APPLIED, () -> open(mode, migrations));
    }

    @Test
    void aMigrationThatFails_isUndoneWhole() throws Exception {
        assertFails(Migration.of("V2__broken.sql", """
                ALTER TABLE coffer_users ADD COLUMN nickname TEXT;
                DELETE FROM coffer_users;
                INSERT INTO missing VALUES (1);
                """));
    }

    @Test
    void aMigrationThatTheDataContradicts_isUndoneWhole() throws Exception {
        assertFails(Migration.of("V2__broken.sql", """
                UPDATE coffer_users SET metadata = '{"changed":true}';
                CREATE UNIQUE INDEX coffer_users_by_metadata ON coffer_users (metadata);
                """));
    }

    @Test
    void whenTheLaterOfTwoFails_theEarlierIsUndoneToo() throws Exception {
        Migration broken = Migration.of("V3__broken.sql", "CREATE TABLE coffer_notes (note TEXT);\n");
        assertFails(V2, broken);
    }

    private void assertFails(Migration... later) throws Exception {
        String objects = "SELECT sql FROM sqlite_schema ORDER BY name";
        List<String> before = PlainSql.ask(file, objects);
        List<Migration> all = new ArrayList<>(List.of(V1));
        all.addAll(List.of(later));
        StorageException error = catchThrowableOfType(
                StorageException.class, () -> open(SchemaMode.MIGRATE, all.toArray(Migration[]::new)));
        assertThat(error.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(PlainSql.ask(file, objects)).isEqualTo(before);
        assertThat(history()).containsExactly("1 foundation");
        assertThat(Descriptors.of(file)).isEmpty();
        try (Storage storage = open(SchemaMode.VALIDATE, V1)) {
            assertThat(storage.users()
                            .findByEmail("ada@example.org")
                            .orElseThrow()
                            .metadata())
                    .isEmpty();
            storage.users().create(NewUser.withEmail("eve@example.org"));
            assertThat(storage.users().count()).isEqualTo(3);
        }
    }

    private List<String> history() throws Exception {
        return PlainSql.ask(file, "SELECT version || ' ' || description FROM coffer_schema_history ORDER BY version");
    }

    private Storage open(SchemaMode mode, Migration... migrations) {
        StorageConfig config =
                StorageConfig.forUrl("sqlite:" + file).schemaMode(mode).build();
        return Storage.open(config, new SqliteStorageProvider(new SqliteSchema(List.of(migrations))));
    }
}
