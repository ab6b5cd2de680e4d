package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.StorageException;
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

/** Codes that no test can bring a real server to say: it is told to. Those that it can are in the tests of provoked errors. */
class PostgresErrorsTest {
    private static final String RAISE = "DO $$ BEGIN RAISE 'planted' USING ERRCODE = '%s'; END $$";

    private final String url = TestServer.OLDEST.freshUrl();

    @TestFactory
    Stream<DynamicTest> aCodeThatTheServerRaises() {
        return Stream.of(
                raised("08004", Unavailable.class), // of poolers that are full
                raised("08007", UnknownOutcome.class), // of two-phase commits
                raised("40003", UnknownOutcome.class), // of poolers that lost their server
                raised("57P02", UnknownOutcome.class), // a server says it as a warning, and hangs up
                raised("XX000", StorageException.class),
                raised("P0001", StorageException.class));
    }

    private DynamicTest raised(String state, Class<? extends StorageException> type) {
        return dynamicTest(state, () -> {
            StorageException error = (StorageException) PostgresErrors.translate(raise(state), Phase.WRITE);
            assertThat(error).isExactlyInstanceOf(type);
            assertThat(error.outcome()).isEqualTo(type == Unavailable.class ? Outcome.NOT_APPLIED : Outcome.UNKNOWN);
        });
    }

    private SQLException raise(String state) throws SQLException {
        try (Connection connection = TestServer.connect(url);
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
