package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.Busy;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.ResourceExhausted;
import dev.coffer.storage.Retry;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteLimits;

/** Result codes that SQLite really gives, for statements which the library itself never runs. */
class DriverErrorTest {
    private static final String USER =
            "(id, email, canonical_email, metadata, created_at, updated_at, version) VALUES ";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void fill() throws SQLException {
        file = directory.resolve("app.db");
        Storage.open("sqlite:" + file).close();
        PlainSql.run(file, "INSERT INTO coffer_users " + USER + "('1', 'a', 'a', '{}', 0, 0, 1)");
    }

    @TestFactory
    Stream<DynamicTest> aStatementThatBreaksARuleOfTheTables() {
        return Stream.of(
                refused(1555, Duplicate.class, "INSERT INTO coffer_users " + USER + "('1', 'b', 'b', '{}', 0, 0, 1)"),
                refused(2067, Duplicate.class, "INSERT INTO coffer_users " + USER + "('2', 'b', 'a', '{}', 0, 0, 1)"),
                refused(
                        2579,
                        Duplicate.class,
                        "INSERT INTO coffer_users (rowid, id, email, canonical_email, metadata,"
                                + " created_at, updated_at, version) VALUES (1, '2', 'b', 'b', '{}', 0, 0, 1)"),
                refused(
                        787,
                        MissingReference.class,
                        "INSERT INTO coffer_tokens VALUES ('1', x'', 'nobody', '', '', 0, 0)"),
                refused(20, InvalidInput.class, "INSERT INTO coffer_users (rowid) VALUES ('text')"),
                refused(275, InvalidInput.class, "INSERT INTO coffer_versions VALUES (2, 0)"),
                refused(1299, InvalidInput.class, "UPDATE coffer_users SET email = NULL"),
                refused(3091, InvalidInput.class, "UPDATE coffer_users SET version = 'text'"),
                refused(8, ReadOnly.class, "PRAGMA query_only = on; DELETE FROM coffer_users"),
                refused(
                        13,
                        ResourceExhausted.class,
                        "PRAGMA max_page_count = 1; CREATE TABLE large AS" + " SELECT zeroblob(1000000)"),
                refused(1, SchemaMismatch.class, "DELETE FROM coffer_missing"),
                refused(1, SchemaMismatch.class, "UPDATE coffer_users SET missing = 1"));
    }

    private DynamicTest refused(int code, Class<? extends StorageException> type, String statement) {
        return dynamicTest(code + " " + statement, () -> {
            try (SqliteConnection connection = connect();
                    Statement any = connection.createStatement()) {
                assertFails(code, type, () -> any.executeUpdate(statement));
            }
            assertThat(PlainSql.ask(file, "SELECT email || version FROM coffer_users"))
                    .containsExactly("a1");
        });
    }

    private SqliteConnection connect() throws SQLException {
        return SqliteConnection.open(file, OpenMode.WRITE, Duration.ofMillis(50));
    }

    private static StorageException assertFails(
            int code, Class<? extends StorageException> type, ThrowingCallable statement) {
        SQLiteException cause = catchThrowableOfType(SQLiteException.class, statement);
        assertThat(cause.getResultCode().code).isEqualTo(code);
        RuntimeException error = SqliteErrors.translate(cause, Phase.WRITE);
        assertThat(error).isExactlyInstanceOf(type).hasCause(cause);
        assertThat(((StorageException) error).outcome()).isEqualTo(Outcome.NOT_APPLIED);
        return (StorageException) error;
    }

    @Test
    void aValueBeyondSqlitesLimit_18() throws Exception {
        try (SqliteConnection connection = connect()) {
            connection.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, 100);
            assertFails(
                    18,
                    InvalidInput.class,
                    () -> PlainSql.run(connection, "INSERT INTO coffer_applied VALUES ('" + "x".repeat(101) + "', 0)"));
        }
    }

    @Test
    void moreMemoryThanSqliteGivesOut_7() throws Exception {
        try (SqliteConnection connection = connect()) {
            connection.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, Integer.MAX_VALUE);
            StorageException error = assertFails(
                    7,
                    ResourceExhausted.class,
                    () -> PlainSql.run(
                            connection, "UPDATE coffer_users SET email = CAST(zeroblob(2147483647) AS TEXT)"));
            assertThat(error.retry()).isEqualTo(Retry.LATER);
        }
        assertThat(PlainSql.ask(file, "SELECT email FROM coffer_users")).containsExactly("a");
    }

    @Test
    void aLockHeldByAnotherConnection_5() throws Exception {
        try (Connection other = PlainSql.connect(file);
                SqliteConnection connection = connect()) {
            PlainSql.run(other, "BEGIN IMMEDIATE");
            StorageException error =
                    assertFails(5, Busy.class, () -> PlainSql.run(connection, "DELETE FROM coffer_users"));
            assertThat(error.retry()).isEqualTo(Retry.OPERATION);
        }
    }

    @Test
    void aTableInUseByTheSameConnection_6() throws Exception {
        try (SqliteConnection connection = connect();
                Statement reading = connection.createStatement();
                ResultSet rows = reading.executeQuery("SELECT id FROM coffer_users")) {
            assertThat(rows.next()).isTrue();
            assertFails(6, Busy.class, () -> PlainSql.run(connection, "DROP INDEX coffer_tokens_by_user"));
        }
    }

    @Test
    void aTableInUseThroughASharedCache_262() throws Exception {
        String shared = "jdbc:sqlite:file:shared?mode=memory&cache=shared";
        try (Connection first = DriverManager.getConnection(shared);
                Connection second = DriverManager.getConnection(shared)) {
            PlainSql.run(first, "CREATE TABLE words (word TEXT)", "BEGIN IMMEDIATE", "INSERT INTO words VALUES ('a')");
            assertFails(262, Busy.class, () -> PlainSql.run(second, "INSERT INTO words VALUES ('b')"));
        }
    }

    @Test
    void aWrite_afterAReadThatIsOutdated_517() throws Exception {
        try (SqliteConnection connection = connect()) {
            PlainSql.run(connection, "BEGIN");
            assertThat(PlainSql.ask(connection, "SELECT version FROM coffer_users"))
                    .containsExactly("1");
            PlainSql.run(file, "UPDATE coffer_users SET version = 2");
            StorageException error = assertFails(
                    517,
                    SerializationConflict.class,
                    () -> PlainSql.run(connection, "UPDATE coffer_users SET version = 7"));
            assertThat(error.retry()).isEqualTo(Retry.TRANSACTION);
        }
        assertThat(PlainSql.ask(file, "SELECT version FROM coffer_users")).containsExactly("2");
    }

    @Test
    void aCodeThatNothingHandles_tellsItsFamily() throws Exception {
        PlainSql.run(file, """
                CREATE TRIGGER planted BEFORE DELETE ON coffer_users
                BEGIN SELECT RAISE(ABORT, 'planted'); END
                """);
        try (SqliteConnection connection = connect()) {
            StorageException error = assertFails(
                    1811, StorageException.class, () -> PlainSql.run(connection, "DELETE FROM coffer_users"));
            assertThat(error.code()).contains("SQLITE-19");
            assertThat(error.retry()).isEqualTo(Retry.NEVER);
        }
    }

    @Test
    void aCommitThatFindsNoTransaction_isARollback() throws Exception {
        try (SqliteConnection connection = connect()) {
            connection.run("BEGIN");
            connection.run("COMMIT");
            Throwable cause = catchThrowable(() -> connection.run("COMMIT"));
            Failure.is(
                    TransactionRolledBack.class,
                    Retry.TRANSACTION,
                    Outcome.NOT_APPLIED,
                    SqliteErrors.translate(cause, Phase.COMMIT));
            connection.run("BEGIN");
            connection.run("COMMIT");
        }
    }
}
