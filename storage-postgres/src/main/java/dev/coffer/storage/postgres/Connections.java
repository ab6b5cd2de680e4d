package dev.coffer.storage.postgres;

import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ends of transactions, and what a server says beside a success. */
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    /** SQLSTATE of the warning that a commit was not replicated: somebody cancelled the wait for the standby. */
    private static final String NOT_REPLICATED = "01000";

    private Connections() {}

    /** What is to be done in a transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    /** Does work in a transaction, which it leaves committed or rolled back. */
    static <T> T inTransaction(Connection connection, SessionSettings settings, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            settings.begin(connection);
            T result = work.run();
            commit(connection);
            return result;
        } catch (Throwable e) {
            rollBack(connection);
            throw e;
        } finally {
            autocommitAgain(connection);
        }
    }

    static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException lost) {
            LOG.atDebug().addKeyValue("sqlstate", lost.getSQLState()).log("a rollback failed, the connection is gone");
        }
    }

    static void autocommitAgain(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException lost) {
            LOG.atDebug().addKeyValue("sqlstate", lost.getSQLState()).log("a connection is gone");
        }
    }

    static void commit(Connection connection) {
        try {
            demandNotFailed(connection);
            connection.clearWarnings();
            connection.commit();
        } catch (SQLException e) {
            throw PostgresErrors.translate(e, Phase.COMMIT);
        }
        demandReplicated(warnings(connection));
    }

    /** Of the commit that was sent: without them it is not known whether it is replicated. */
    private static @Nullable SQLWarning warnings(Connection connection) {
        try {
            return connection.getWarnings();
        } catch (SQLException e) {
            throw new UnknownOutcome("the connection was lost right after the commit", e);
        }
    }

    /** PostgreSQL answers the commit of a transaction in which a statement has failed by rolling it back, and calls that a success. */
    private static void demandNotFailed(Connection connection) throws SQLException {
        if (connection.unwrap(PgConnection.class).getTransactionState() == TransactionState.FAILED) {
            throw new TransactionRolledBack("a statement in the transaction has failed before its commit", null);
        }
    }

    /** A statement that commits by itself may bring the warning as well. */
    static final StatementCustomizer DEMAND_REPLICATED = new StatementCustomizer() {
        @Override
        public void afterExecution(PreparedStatement statement, StatementContext context) throws SQLException {
            demandReplicated(statement.getWarnings());
        }
    };

    static void demandReplicated(@Nullable SQLWarning first) {
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            if (NOT_REPLICATED.equals(warning.getSQLState())) {
                throw new UnknownOutcome("the commit was not confirmed by the standby", warning);
            }
        }
    }

    /** Ends it without a word to the server, which may be sending. */
    static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("sqlstate", e.getSQLState()).log("a connection was gone");
        }
    }

    /** Closes it, if it is not gone already. */
    static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("sqlstate", e.getSQLState()).log("a connection was gone");
        }
    }
}
