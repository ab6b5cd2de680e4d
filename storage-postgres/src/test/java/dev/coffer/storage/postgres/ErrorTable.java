package dev.coffer.storage.postgres;

import static dev.coffer.storage.Outcome.NOT_APPLIED;
import static dev.coffer.storage.Outcome.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import dev.coffer.storage.StorageException;
import dev.coffer.storage.Timeout;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.jdbi.JdbiSetup;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a caller gets for each SQLSTATE, and what it may do then. */
enum ErrorTable {
    DUPLICATE(Duplicate.class, Retry.NEVER, NOT_APPLIED, "23505", "23P01"),
    MISSING_REFERENCE(MissingReference.class, Retry.NEVER, NOT_APPLIED, "23503"),
    INVALID_INPUT(InvalidInput.class, Retry.NEVER, NOT_APPLIED, "22001", "23502", "23514", "54000", "54001"),
    SERIALIZATION_CONFLICT(SerializationConflict.class, Retry.TRANSACTION, NOT_APPLIED, "40001", "40P01"),
    BUSY(Busy.class, Retry.OPERATION, NOT_APPLIED, "55P03"),
    TIMEOUT(Timeout.class, Retry.OPERATION, NOT_APPLIED, "57014"),
    UNAVAILABLE(Unavailable.class, Retry.OPERATION, NOT_APPLIED, "08001", "53300", "57P03"),
    UNKNOWN_OUTCOME(UnknownOutcome.class, Retry.IF_IDEMPOTENT, UNKNOWN, "01000", "08006", "57P01"),
    TRANSACTION_ROLLED_BACK(
            TransactionRolledBack.class, Retry.TRANSACTION, NOT_APPLIED, "25P02", "25P03", "25P04", "57P05"),
    READ_ONLY(ReadOnly.class, Retry.NEVER, NOT_APPLIED, "25006"),
    RESOURCE_EXHAUSTED(ResourceExhausted.class, Retry.LATER, NOT_APPLIED, "53100", "53200"),
    ACCESS_DENIED(AccessDenied.class, Retry.NEVER, NOT_APPLIED, "08004", "28000", "28P01", "3D000", "42501"),
    SCHEMA_MISMATCH(SchemaMismatch.class, Retry.NEVER, NOT_APPLIED, "42703", "42P01"),
    CORRUPT(Corrupt.class, Retry.NEVER, UNKNOWN, "XX001", "XX002");

    private final Class<? extends StorageException> type;
    private final Retry retry;
    private final Outcome outcome;

    @SuppressWarnings("Immutable") // Set.of
    private final Set<String> states;

    ErrorTable(Class<? extends StorageException> type, Retry retry, Outcome outcome, String... states) {
        this.type = type;
        this.retry = retry;
        this.outcome = outcome;
        this.states = Set.of(states);
    }

    /** The call fails because the server said this, with the error of its row. */
    static void assertProvoked(String state, ThrowingCallable call) {
        ErrorTable row = Arrays.stream(values())
                .filter(known -> known.states.contains(state))
                .findFirst()
                .orElseThrow();
        StorageException error = catchThrowableOfType(StorageException.class, call);
        assertThat(error).as(state).isExactlyInstanceOf(row.type);
        assertThat(JdbiSetup.sqlException(error).map(SQLException::getSQLState)).contains(state);
        assertThat(error.retry()).isEqualTo(row.retry);
        assertThat(error.outcome()).isEqualTo(row.outcome);
    }
}
