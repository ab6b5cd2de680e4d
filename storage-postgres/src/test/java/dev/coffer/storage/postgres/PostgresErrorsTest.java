package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.Busy;
import dev.coffer.storage.Corrupt;
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
import dev.coffer.storage.Timeout;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PostgresErrorsTest {
    private static final String USER =
            "INSERT INTO coffer_users (id, email, canonical_email, metadata, created_at, updated_at, version) VALUES ";
    private static final String ADA =
            USER + "('00000000-0000-0000-0000-000000000001', 'a', 'a', '{}', now(), now(), 1);";
    private static final String RAISE = "DO $$ BEGIN RAISE 'planted' USING ERRCODE = '%s'; END $$";

    private final String url = TestServer.OLDEST.freshUrl();

    private Connection connect() throws SQLException {
        return TestServer.connect(url);
    }

    /** What the server says to a statement that the library itself never runs. */
    @TestFactory
    Stream<DynamicTest> aStatementThatIsRefused() {
        Storage.open(url).close();
        return Stream.of(
                refused("23505", Duplicate.class, ADA + ADA),
                refused(
                        "23503",
                        MissingReference.class,
                        "INSERT INTO coffer_tokens VALUES"
                                + " (gen_random_uuid(), '', gen_random_uuid(), '', '{}', now(), now())"),
                refused("23502", InvalidInput.class, "INSERT INTO coffer_applied VALUES ('a', NULL)"),
                refused("22P02", InvalidInput.class, "SELECT 'x'::integer"),
                refused(
                        "54000",
                        InvalidInput.class,
                        "INSERT INTO coffer_applied SELECT string_agg(md5(n::text), ''), now()"
                                + " FROM generate_series(1, 300) n"),
                refused("55P03", Busy.class, "SELECT pg_advisory_lock(1)"),
                refused("57014", Timeout.class, "SET statement_timeout = 10; SELECT pg_sleep(10)"),
                refused("25006", ReadOnly.class, "SET default_transaction_read_only = on;", ADA),
                refused("42P01", SchemaMismatch.class, "SELECT FROM coffer_missing"),
                refused("42703", SchemaMismatch.class, "SELECT missing FROM coffer_users"),
                refused("42501", AccessDenied.class, "SELECT pg_read_file('/etc/passwd')"),
                refused("25P02", TransactionRolledBack.class, "BEGIN", "SELECT 1 / 0", "SELECT 1"));
    }

    private DynamicTest refused(String state, Class<? extends StorageException> type, String... statements) {
        return dynamicTest(state, () -> {
            try (Connection connection = connect();
                    Connection other = connect();
                    Statement any = connection.createStatement()) {
                other.createStatement().execute("SELECT pg_advisory_lock(1)");
                any.execute("SET lock_timeout = 50");
                SQLException last = catchThrowableOfType(SQLException.class, () -> {
                    for (int i = 0; i < statements.length; i++) {
                        runIgnoringAllBut(statements.length - 1, i, any, statements[i]);
                    }
                });
                assertThat(last.getSQLState()).isEqualTo(state);
                assertError(type, last);
            }
        });
    }

    private static void runIgnoringAllBut(int last, int number, Statement statement, String sql) throws SQLException {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            if (number == last) {
                throw e;
            }
        }
    }

    private static void assertError(Class<? extends StorageException> type, SQLException cause) {
        RuntimeException error = PostgresErrors.translate(cause, Phase.TRANSACTION);
        assertThat(error).isExactlyInstanceOf(type);
        assertThat(((StorageException) error).outcome())
                .isEqualTo(type == Corrupt.class ? Outcome.UNKNOWN : Outcome.NOT_APPLIED);
    }

    /** Codes of states that a test cannot bring a server into. */
    @TestFactory
    Stream<DynamicTest> aCodeThatTheServerRaises() {
        return Stream.of(
                raised("23P01", Duplicate.class),
                raised("23514", InvalidInput.class),
                raised("40001", SerializationConflict.class),
                raised("40P01", SerializationConflict.class),
                raised("53100", ResourceExhausted.class),
                raised("53200", ResourceExhausted.class),
                raised("53300", Unavailable.class),
                raised("57P03", Unavailable.class),
                raised("28P01", AccessDenied.class),
                raised("25P03", TransactionRolledBack.class),
                raised("XX001", Corrupt.class),
                raised("XX002", Corrupt.class),
                raised("P0001", StorageException.class));
    }

    private DynamicTest raised(String state, Class<? extends StorageException> type) {
        return dynamicTest(state, () -> assertError(type, raise(state)));
    }

    private SQLException raise(String state) throws SQLException {
        try (Connection connection = connect();
                Statement any = connection.createStatement()) {
            SQLException failure = catchThrowableOfType(SQLException.class, () -> any.execute(RAISE.formatted(state)));
            assertThat(failure.getSQLState()).isEqualTo(state);
            return failure;
        }
    }

    @Test
    void aLostConnection_isKnownOrUnknown_byWhatWasGoingOn() throws SQLException {
        SQLException lost = raise("57P01");
        assertLost(lost, Phase.CONNECT, Unavailable.class, Retry.OPERATION, Outcome.NOT_APPLIED);
        assertLost(lost, Phase.READ, Unavailable.class, Retry.OPERATION, Outcome.NOT_APPLIED);
        assertLost(lost, Phase.WRITE, UnknownOutcome.class, Retry.IF_IDEMPOTENT, Outcome.UNKNOWN);
        assertLost(lost, Phase.TRANSACTION, TransactionRolledBack.class, Retry.TRANSACTION, Outcome.NOT_APPLIED);
        assertLost(lost, Phase.COMMIT, UnknownOutcome.class, Retry.IF_IDEMPOTENT, Outcome.UNKNOWN);
    }

    private static void assertLost(
            SQLException lost, Phase phase, Class<? extends StorageException> type, Retry retry, Outcome outcome) {
        StorageException error = (StorageException) PostgresErrors.translate(lost, phase);
        assertThat(error).isExactlyInstanceOf(type);
        assertThat(error.retry()).isEqualTo(retry);
        assertThat(error.outcome()).isEqualTo(outcome);
    }
}
