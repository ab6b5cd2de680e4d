package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.Busy;
import dev.coffer.storage.Corrupt;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.NotFound;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.ResourceExhausted;
import dev.coffer.storage.Retry;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.Timeout;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Every result code of the errors table, also those that cannot be brought about here. */
class SqliteErrorsTest {
    private static final Map<Class<? extends StorageException>, int[]> CODES = Map.ofEntries(
            Map.entry(Duplicate.class, new int[] {2067, 1555, 2579}),
            Map.entry(MissingReference.class, new int[] {787}),
            Map.entry(InvalidInput.class, new int[] {18, 20, 25, 275, 1299, 3091}),
            Map.entry(SerializationConflict.class, new int[] {517}),
            Map.entry(Busy.class, new int[] {5, 261, 773, 6, 262}),
            Map.entry(Timeout.class, new int[] {9}),
            Map.entry(Unavailable.class, new int[] {14, 15, 17, 1038, 1032}),
            Map.entry(ReadOnly.class, new int[] {8, 776}),
            Map.entry(ResourceExhausted.class, new int[] {13, 7}),
            Map.entry(AccessDenied.class, new int[] {23, 3}),
            Map.entry(SchemaMismatch.class, new int[] {1, 257}),
            Map.entry(Corrupt.class, new int[] {11, 26, 267, 523, 779}));

    private static final Map<Class<? extends StorageException>, Retry> RETRIES = Map.of(
            SerializationConflict.class, Retry.TRANSACTION,
            Busy.class, Retry.OPERATION,
            Timeout.class, Retry.OPERATION,
            Unavailable.class, Retry.OPERATION,
            ResourceExhausted.class, Retry.LATER);

    @TestFactory
    Stream<DynamicTest> aCode_hasTheErrorOfTheTable() {
        return CODES.entrySet().stream()
                .flatMap(row -> IntStream.of(row.getValue())
                        .mapToObj(code -> dynamicTest(row.getKey().getSimpleName() + " " + code, () -> {
                            Outcome outcome = row.getKey() == Corrupt.class ? Outcome.UNKNOWN : Outcome.NOT_APPLIED;
                            SQLiteException cause = sqlite(code);
                            StorageException error = Failure.is(
                                    row.getKey(),
                                    RETRIES.getOrDefault(row.getKey(), Retry.NEVER),
                                    outcome,
                                    SqliteErrors.translate(cause, Phase.WRITE));
                            assertThat(error).hasCause(cause);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> anIoError_dependsOnWhenItHappened() {
        return IntStream.of(10, 266, 522, 778, 1034, 1290, 3082)
                .mapToObj(code -> dynamicTest("code " + code, () -> {
                    assertIs(UnknownOutcome.class, Retry.IF_IDEMPOTENT, Outcome.UNKNOWN, code, Phase.COMMIT);
                    assertIs(TransactionRolledBack.class, Retry.TRANSACTION, Outcome.NOT_APPLIED, code, Phase.WRITE);
                    StorageException reading =
                            assertIs(StorageException.class, Retry.NEVER, Outcome.NOT_APPLIED, code, Phase.READ);
                    assertThat(reading.code()).contains("SQLITE-10");
                }));
    }

    @Test
    void aRefusedWrite_saysThatEitherMayBeForReadingOnly() {
        assertThat(SqliteErrors.translate(sqlite(8), Phase.WRITE))
                .hasMessage("the database or the transaction is for reading only");
    }

    @Test
    void aCommitWithoutATransaction_isARollback() {
        assertIs(TransactionRolledBack.class, Retry.TRANSACTION, Outcome.NOT_APPLIED, 1, Phase.COMMIT);
    }

    @TestFactory
    Stream<DynamicTest> aCodeThatTheTableDoesNotName_isMasked() {
        Map<Integer, String> codes = Map.of(
                2, "SQLITE-2", 4, "SQLITE-4", 516, "SQLITE-4", 1811, "SQLITE-19", 2323, "SQLITE-19", 21, "SQLITE-21");
        return codes.entrySet().stream()
                .map(code -> dynamicTest(code.toString(), () -> {
                    StorageException written = assertIs(
                            StorageException.class, Retry.NEVER, Outcome.NOT_APPLIED, code.getKey(), Phase.WRITE);
                    assertThat(written.code()).contains(code.getValue());
                    assertThat(written).hasMessageContaining(code.getValue().substring("SQLITE-".length()));
                    assertIs(StorageException.class, Retry.NEVER, Outcome.UNKNOWN, code.getKey(), Phase.COMMIT);
                }));
    }

    @Test
    void aPoolThatGivesNoConnection_isUnavailable_orWhatKeptItFromOpeningOne() {
        SQLException plain = new SQLTransientConnectionException("timed out");
        Failure.is(Unavailable.class, Retry.OPERATION, Outcome.NOT_APPLIED, SqliteErrors.translate(plain, Phase.READ));
        SQLException caused = new SQLTransientConnectionException("timed out", sqlite(26));
        Failure.is(Corrupt.class, Retry.NEVER, Outcome.UNKNOWN, SqliteErrors.translate(caused, Phase.READ));
    }

    @Test
    void aRefusalOfTheDriverItself_isAConnectionThatWasClosed() {
        SQLException cause = new SQLException("database connection closed");
        Failure.is(Unavailable.class, Retry.OPERATION, Outcome.NOT_APPLIED, SqliteErrors.translate(cause, Phase.READ));
        Failure.is(
                TransactionRolledBack.class,
                Retry.TRANSACTION,
                Outcome.NOT_APPLIED,
                SqliteErrors.translate(cause, Phase.WRITE));
        Failure.is(
                UnknownOutcome.class,
                Retry.IF_IDEMPOTENT,
                Outcome.UNKNOWN,
                SqliteErrors.translate(cause, Phase.COMMIT));
    }

    @Test
    void whatIsNoErrorOfSqlite_keepsItsKindAndLosesNothing() {
        NotFound known = new NotFound("user");
        assertThat(SqliteErrors.translate(known, Phase.WRITE)).isSameAs(known);
        AssertionError error = new AssertionError("planted");
        assertThatThrownBy(() -> {
                    throw SqliteErrors.translate(error, Phase.WRITE);
                })
                .isSameAs(error);
        IllegalStateException inside = new IllegalStateException("planted");
        StorageException wrapped = Failure.is(
                StorageException.class, Retry.NEVER, Outcome.NOT_APPLIED, SqliteErrors.translate(inside, Phase.WRITE));
        assertThat(wrapped).hasCause(inside);
        assertThat(wrapped.code()).contains("IllegalStateException");
    }

    private static <E extends StorageException> E assertIs(
            Class<E> type, Retry retry, Outcome outcome, int code, Phase phase) {
        return Failure.is(type, retry, outcome, SqliteErrors.translate(sqlite(code), phase));
    }

    private static SQLiteException sqlite(int code) {
        SQLiteErrorCode known = SQLiteErrorCode.getErrorCode(code);
        assertThat(known.code).as("known to the driver").isEqualTo(code);
        return new SQLiteException("planted", known);
    }
}
