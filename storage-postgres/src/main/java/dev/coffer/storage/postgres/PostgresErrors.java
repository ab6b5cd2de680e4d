package dev.coffer.storage.postgres;

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
import java.io.IOException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Turns SQLSTATEs into the errors of the API (PostgreSQL manual, appendix A). Message texts decide nothing: they are translated,
 * and show what is stored.
 */
final class PostgresErrors {
    /** What was going on when it failed. */
    enum Phase {
        /** Getting a connection: nothing was sent. */
        CONNECT,
        READ,
        /** A statement that commits by itself. */
        WRITE,
        /** In a transaction, before its commit was sent. */
        TRANSACTION,
        COMMIT
    }

    private static final Set<String> LOST =
            Set.of("08003", "08006", "08007", "08P01", "25P03", "57P01", "57P02", "57P03", "57P05");
    private static final String PRIMARY_KEY = "_pkey";

    private PostgresErrors() {}

    /** The API's error for a failure; an {@link Error} is thrown as it is. */
    static RuntimeException translate(Throwable failure, Phase phase) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof StorageException known) {
            return known;
        }
        // Jdbi's exceptions are dropped: they know the bound values.
        return JdbiSetup.sqlException(failure)
                .map(cause -> translate(failure, withoutDetail(cause), phase))
                .orElseGet(() -> new StorageException(
                        "failed inside the library", failure.getClass().getSimpleName(), outcome(phase), failure));
    }

    /** Whether the server can no longer be heard on the connection that has failed, and perhaps on others neither. */
    static boolean connectionLost(Throwable failure) {
        return JdbiSetup.sqlException(failure)
                .filter(cause -> LOST.contains(state(cause)))
                .isPresent();
    }

    /** The detail shows what is stored; on a connection of the host's own the driver may put it into the message. */
    private static SQLException withoutDetail(SQLException cause) {
        if (!(cause instanceof PSQLException known) || known.getServerErrorMessage() == null) {
            return cause;
        }
        PSQLException quiet = new PSQLException(known.getServerErrorMessage(), false);
        quiet.setStackTrace(known.getStackTrace());
        return quiet;
    }

    private static RuntimeException translate(Throwable failure, SQLException cause, Phase phase) {
        if (cause instanceof SQLTransientConnectionException) { // the pool's
            return cause.getCause() instanceof PSQLException inner
                    ? ofState(state(inner), failure, inner, Phase.CONNECT)
                    : new Unavailable("no connection became free in time", cause);
        }
        if (!(cause instanceof PSQLException)) { // the pool's, or the pool's connection: closed, or interrupted
            return closed(cause, phase);
        }
        return ofState(state(cause), failure, cause, phase);
    }

    private static String state(SQLException cause) {
        return Optional.ofNullable(cause.getSQLState()).orElse("");
    }

    private static RuntimeException ofState(String state, Throwable failure, SQLException cause, Phase phase) {
        if (cause instanceof TlsFailure tls) {
            return tls.unavailable();
        }
        return switch (state) {
            case "23505", "23P01" -> duplicate(Violation.of(failure, cause), cause);
            case "23503" -> new MissingReference("userId", cause);
            case "23502", "23514", "54000", "54001" -> new InvalidInput("row", "breaks a rule of the tables", cause);
            case "40001", "40P01" -> new SerializationConflict("another transaction got in between", cause);
            case "55P03" -> new Busy("another transaction holds the lock", cause);
            case "57014" -> new Timeout("the operation took longer than its time limit", cause);
            case "08004" -> rejected(cause);
            case "08001", "57P03", "53300" -> new Unavailable(unreachable(cause), cause);
            case "08P01" -> phase == Phase.CONNECT ? notUnderstood(cause) : lost(cause, phase);
            case "08006", "08007", "57P01", "57P02", "40003" -> lost(cause, phase);
            case "08003" -> closed(cause, phase);
            case "25P02", "25P03", "25P04", "57P05" ->
                new TransactionRolledBack("PostgreSQL has ended the transaction", cause);
            case "0A000", "26000" -> stale(state, cause, phase);
            case "25006" -> new ReadOnly("the database or the transaction is open for reading only", cause);
            case "53100", "53200" -> new ResourceExhausted("the server's disk or memory is full", cause);
            case "3D000" -> new AccessDenied("there is no database of this name", cause);
            case "42501" -> phase == Phase.CONNECT ? notThatRole(cause) : MissingRight.denied(cause);
            case "22023" -> phase == Phase.CONNECT ? notThatRole(cause) : ofClass(state, cause, phase);
            case "42P01", "42703", "3F000" -> new SchemaMismatch("the tables do not fit the statements", cause);
            case "2BP01" -> new SchemaMismatch("something of the host's depends on the tables", cause);
            case "XX001", "XX002" -> new Corrupt("the database is damaged", cause);
            default -> ofClass(state, cause, phase);
        };
    }

    /** It is the one setting of those a connection begins with that may be wrong. */
    private static RuntimeException notThatRole(SQLException cause) {
        return new AccessDenied(
                "a connection cannot begin as the system role of row-level security:"
                        + " the role that logs in must be the one that it was set up for, and not the owner of the tables;"
                        + " if it was never set up, run coffer row-level-security set-up",
                cause);
    }

    /** Most often it is the driver that says so, which has not been told how to answer what the server asks for. */
    private static RuntimeException rejected(SQLException cause) {
        return cause instanceof PSQLException known && known.getServerErrorMessage() == null
                ? new AccessDenied("the server asks for a password or another proof that was not given", cause)
                : new Unavailable("the database server does not let us in now", cause);
    }

    private static RuntimeException ofClass(String state, SQLException cause, Phase phase) {
        if (state.startsWith("22")) {
            return new InvalidInput("row", "has a value that PostgreSQL does not take", cause);
        }
        if (state.startsWith("28")) {
            return new AccessDenied("the server does not accept the credentials", cause);
        }
        return new StorageException("PostgreSQL failed with SQLSTATE " + state, state, outcome(phase), cause);
    }

    private static RuntimeException duplicate(Violation violation, SQLException cause) {
        return constraint(cause).endsWith(PRIMARY_KEY) ? violation.ofId() : violation.ofUniqueField();
    }

    private static String constraint(SQLException cause) {
        return Optional.of(cause)
                .filter(PSQLException.class::isInstance)
                .map(known -> ((PSQLException) known).getServerErrorMessage())
                .map(ServerErrorMessage::getConstraint)
                .orElse("");
    }

    private static String unreachable(SQLException cause) {
        if (cause.getCause() instanceof UnknownHostException) {
            return "the name of the database server is unknown";
        }
        if (cause.getCause() instanceof IOException) {
            return "the database server cannot be reached";
        }
        return cause instanceof PSQLException known && known.getServerErrorMessage() == null
                ? "none of the database servers can be reached and is of the kind that is asked for"
                : "the database server does not let us in now";
    }

    private static RuntimeException notUnderstood(SQLException cause) {
        return new Unavailable(
                "the server does not understand how we begin: a pooler in transaction mode needs transactionPooling(true)",
                cause);
    }

    /** A plan that the tables have outgrown, or that is gone. Outside a transaction the driver makes a new one by itself. */
    private static RuntimeException stale(String state, SQLException cause, Phase phase) {
        return phase == Phase.TRANSACTION
                ? new TransactionRolledBack("a statement that was prepared had to be prepared anew", cause)
                : ofClass(state, cause, phase);
    }

    /** The answer is missing: what was sent may have been done. */
    private static RuntimeException lost(SQLException cause, Phase phase) {
        return switch (phase) {
            case CONNECT, READ -> new Unavailable("the connection to the server was lost", cause);
            case WRITE -> new UnknownOutcome("the connection was lost while the statement ran", cause);
            case TRANSACTION -> new TransactionRolledBack("the connection was lost before the commit", cause);
            case COMMIT -> new UnknownOutcome("the connection was lost while committing", cause);
        };
    }

    /** The driver knew before that the connection was lost: nothing was sent. */
    private static RuntimeException closed(SQLException cause, Phase phase) {
        return switch (phase) {
            case CONNECT, READ, WRITE -> new Unavailable("the connection to the server was lost", cause);
            case TRANSACTION, COMMIT -> new TransactionRolledBack("the connection was lost before the commit", cause);
        };
    }

    private static Outcome outcome(Phase phase) {
        return phase == Phase.COMMIT || phase == Phase.WRITE ? Outcome.UNKNOWN : Outcome.NOT_APPLIED;
    }
}
