package dev.coffer.storage.postgres;

import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection out of the pool for each call, given back at its end. */
final class PooledDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(PooledDatabase.class);

    private final Jdbi jdbi;
    private final int readTimeoutSeconds;

    PooledDatabase(Jdbi jdbi, int readTimeoutSeconds) {
        this.jdbi = jdbi;
        this.readTimeoutSeconds = readTimeoutSeconds;
    }

    /** A transaction on a connection of its own. */
    PostgresTransaction begin(TransactionOptions options) {
        return PostgresTransaction.begin(lease(), options, readTimeoutSeconds);
    }

    private Handle lease() {
        try {
            return jdbi.open();
        } catch (RuntimeException e) {
            throw PostgresErrors.translate(e, Phase.CONNECT);
        }
    }

    @Override
    public <T> T read(Function<Handle, T> work) {
        try (Handle handle = lease()) {
            handle.getConfig(SqlStatements.class).setQueryTimeout(readTimeoutSeconds);
            return work.apply(handle);
        } catch (Throwable e) {
            throw PostgresErrors.translate(e, Phase.READ);
        }
    }

    @Override
    public <T> T write(Function<Handle, T> work) {
        try (Handle handle = lease()) {
            handle.getConfig(SqlStatements.class).addCustomizer(Connections.DEMAND_REPLICATED);
            return work.apply(handle);
        } catch (Throwable e) {
            throw PostgresErrors.translate(e, Phase.WRITE);
        }
    }

    @Override
    public <T> T atomic(Function<Handle, T> work) {
        try (Handle handle = lease()) {
            Connection connection = handle.getConnection();
            connection.setAutoCommit(false);
            try {
                T result = work.apply(handle);
                Connections.commit(connection);
                return result;
            } catch (Throwable e) {
                rollBack(connection);
                throw e;
            } finally {
                autocommitAgain(connection);
            }
        } catch (Throwable e) {
            throw PostgresErrors.translate(e, Phase.TRANSACTION);
        }
    }

    static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException lost) {
            LOG.debug("a rollback failed, the connection is gone: {}", lost.getSQLState());
        }
    }

    static void autocommitAgain(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException lost) {
            LOG.debug("a connection is gone: {}", lost.getSQLState());
        }
    }
}
