package dev.coffer.storage.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.SchemaMismatch;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteDataSource;

/** On SQLite, because it is at hand: the schema is the same for every database. */
class SchemaTest {
    private static final Migration FIRST = Migration.of("V1__first.sql", """
            CREATE TABLE coffer_schema_history (version INTEGER PRIMARY KEY, description TEXT, checksum TEXT);
            CREATE TABLE one (a TEXT);
            """);
    private static final Migration SECOND = Migration.of("V2__second.sql", "ALTER TABLE one ADD COLUMN b TEXT;\n");
    private static final Migration THIRD = Migration.of("V3__third.sql", "ALTER TABLE one ADD COLUMN c TEXT;\n");

    private Handle handle;

    @BeforeEach
    void open() {
        SQLiteDataSource memory = new SQLiteDataSource();
        memory.setUrl("jdbc:sqlite::memory:");
        handle = Jdbi.create(memory).open();
    }

    @AfterEach
    void close() {
        handle.close();
    }

    private static Schema schema(Migration... migrations) {
        return new Schema(List.of(migrations));
    }

    @Test
    void theScripts_areThoseOfTheMigrationsInOrder() {
        assertThat(schema(FIRST, SECOND).scripts()).containsExactly(FIRST.script(), SECOND.script());
        assertThat(schema(FIRST, SECOND).migrations()).containsExactly(FIRST, SECOND);
    }

    @Test
    void migrate_runsEachOnce() throws SQLException {
        schema(FIRST).migrate(handle, false);
        assertThat(versions()).containsExactly(1);
        schema(FIRST).migrate(handle, true);
        schema(FIRST, SECOND, THIRD).migrate(handle, true);
        assertThat(versions()).containsExactly(1, 2, 3);
        handle.execute("INSERT INTO one (a, b, c) VALUES ('a', 'b', 'c')");
        assertThat(handle.createQuery("SELECT description FROM coffer_schema_history ORDER BY version")
                        .mapTo(String.class)
                        .list())
                .containsExactly("first", "second", "third");
    }

    @Test
    void isCurrent_whenNothingIsLeft() throws SQLException {
        assertThat(schema(FIRST).isCurrent(handle, false)).isFalse();
        schema(FIRST).migrate(handle, false);
        assertThat(schema(FIRST).isCurrent(handle, true)).isTrue();
        assertThat(schema(FIRST, SECOND).isCurrent(handle, true)).isFalse();
    }

    @Test
    void validate_saysWhatIsMissing() throws SQLException {
        assertMismatch("missing", () -> schema(FIRST).validate(handle, false));
        schema(FIRST).migrate(handle, false);
        schema(FIRST).validate(handle, true);
        assertMismatch(
                "version 1 and needs 3", () -> schema(FIRST, SECOND, THIRD).validate(handle, true));
    }

    @Test
    void aNewerSchema_isRefused() throws SQLException {
        schema(FIRST, SECOND).migrate(handle, false);
        assertMismatchEverywhere("newer", schema(FIRST));
        assertThat(versions()).containsExactly(1, 2);
    }

    @Test
    void anEditedScript_isRefused() throws SQLException {
        schema(FIRST, SECOND).migrate(handle, false);
        Migration edited = Migration.of("V2__second.sql", SECOND.sql() + " ");
        assertMismatchEverywhere("version 2 of the schema was made by an edited script", schema(FIRST, edited));
        assertMismatchEverywhere("version 2", schema(FIRST, edited, THIRD));
        assertThat(versions()).containsExactly(1, 2);
    }

    @Test
    void aGap_isRefused() throws SQLException {
        schema(FIRST, SECOND, THIRD).migrate(handle, false);
        handle.execute("DELETE FROM coffer_schema_history WHERE version = 2");
        assertMismatchEverywhere("version 2", schema(FIRST, SECOND, THIRD));
        handle.execute("DELETE FROM coffer_schema_history WHERE version = 1");
        assertMismatchEverywhere("version 1", schema(FIRST, SECOND, THIRD));
    }

    @Test
    void migrationsThatAreNotNumberedFromOne_areRefused() {
        assertThatThrownBy(() -> schema(SECOND)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> schema(FIRST, THIRD)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> schema(SECOND, FIRST)).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertMismatchEverywhere(String message, Schema schema) {
        assertMismatch(message, () -> schema.isCurrent(handle, true));
        assertMismatch(message, () -> schema.migrate(handle, true));
        assertMismatch(message, () -> schema.validate(handle, true));
    }

    private static void assertMismatch(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(SchemaMismatch.class).hasMessageContaining(message);
    }

    private List<Integer> versions() {
        return handle.createQuery("SELECT version FROM coffer_schema_history ORDER BY version")
                .mapTo(Integer.class)
                .list();
    }
}
