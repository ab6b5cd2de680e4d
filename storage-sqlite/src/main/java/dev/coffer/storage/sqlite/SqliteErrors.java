package dev.coffer.storage.sqlite;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.Busy;
import dev.coffer.storage.Corrupt;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.ResourceExhausted;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.Timeout;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.jdbi.JdbiSetup;
import dev.coffer.storage.jdbi.Violation;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.sqlite.SQLiteException;

/**
 * Turns SQLite's result codes into the errors of the API. The codes are SQLite's own numbers (sqlite.org/rescode.html);
 * message texts are never read.
 */
final class SqliteErrors {
    /** What was going on when it failed. */
    enum Phase {
        READ,
        /** Before a commit was tried: nothing can have been applied. */
        WRITE,
        COMMIT
    }

    private static final int PRIMARY = 0xff;

    private SqliteErrors() {}

    /** The API's error for a failure; an {@link Error} comes back as it is. */
    static RuntimeException translate(Throwable failure, Phase phase) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof StorageException known) {
            return known;
        }
        // Jdbi's exceptions are dropped: they know the bound values.
        return JdbiSetup.sqlException(failure)
                .map(cause -> translate(failure, cause, phase))
                .orElseGet(() -> new StorageException(
                        "failed inside the library", failure.getClass().getSimpleName(), outcome(phase), failure));
    }

    private static RuntimeException translate(Throwable failure, SQLException cause, Phase phase) {
        if (cause instanceof SQLiteException sqlite) {
            return ofCode(sqlite.getResultCode().code, Violation.of(failure, cause), cause, phase);
        }
        if (cause instanceof SQLTransientConnectionException) {
            return cause.getCause() instanceof SQLiteException inner
                    ? translate(failure, inner, phase)
                    : new Unavailable("no connection became free in time", cause);
        }
        if (cause.getCause() instanceof InterruptedException) {
            return new Unavailable("interrupted while waiting for a connection", cause);
        }
        return ofDriver(cause, phase);
    }

    /** The driver itself refused, because the connection was closed: mostly before SQLite was asked. */
    private static RuntimeException ofDriver(SQLException cause, Phase phase) {
        return switch (phase) {
            case READ -> new Unavailable("the connection is closed", cause);
            case WRITE -> new TransactionRolledBack("the connection was closed before the commit", cause);
            case COMMIT -> new UnknownOutcome("the connection was closed while committing", cause);
        };
    }

    private static RuntimeException ofCode(int code, Violation violation, SQLException cause, Phase phase) {
        return switch (code) {
            case 1555, 2579 -> violation.ofId();
            case 2067 -> violation.ofUniqueField();
            case 787 -> new MissingReference("userId", cause);
            case 18, 20, 25, 275, 1299, 3091 -> new InvalidInput("row", "breaks a rule of the tables", cause);
            case 1032 ->
                new Unavailable(
                        "the database file, or what SQLite keeps beside it, was deleted, moved or replaced while it was open: put it back,"
                                + " or close every storage on it and open it again",
                        cause);
            case 517 -> new SerializationConflict("the data read has changed meanwhile", cause);
            default -> ofPrimaryCode(code & PRIMARY, cause, phase);
        };
    }

    private static RuntimeException ofPrimaryCode(int code, SQLException cause, Phase phase) {
        return switch (code) {
            case 1 ->
                phase == Phase.COMMIT
                        ? new TransactionRolledBack("SQLite has ended the transaction", cause)
                        : new SchemaMismatch("the tables do not fit the statements", cause);
            case 3, 23 -> new AccessDenied("SQLite was denied access", cause);
            case 5, 6 -> new Busy("another process holds the lock of the database file", cause);
            case 7 -> new ResourceExhausted("SQLite is out of memory", cause);
            case 8 -> new ReadOnly("the database or the transaction is for reading only", cause);
            case 9 -> new Timeout("the operation took longer than its time limit", cause);
            case 10 -> ioError(cause, phase);
            case 11, 26 -> new Corrupt("the database file is damaged or not a database", cause);
            case 13 -> new ResourceExhausted("the disk or the database file is full", cause);
            case 14, 15, 17 -> new Unavailable("the database file cannot be opened", cause);
            default -> other(code, cause, phase);
        };
    }

    private static RuntimeException ioError(SQLException cause, Phase phase) {
        return switch (phase) {
            case COMMIT -> new UnknownOutcome("the disk failed while committing", cause);
            case WRITE -> new TransactionRolledBack("the disk failed before the commit", cause);
            case READ -> other(10, cause, phase);
        };
    }

    private static StorageException other(int code, SQLException cause, Phase phase) {
        return new StorageException("SQLite failed with result code " + code, "SQLITE-" + code, outcome(phase), cause);
    }

    private static Outcome outcome(Phase phase) {
        return phase == Phase.COMMIT ? Outcome.UNKNOWN : Outcome.NOT_APPLIED;
    }
}
