package dev.coffer.storage.postgres;

import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import dev.coffer.storage.spi.StorageTransaction;
import java.sql.SQLException;
import java.sql.Statement;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host's transaction on a connection that it has for itself. */
final class PostgresTransaction extends PostgresOperations implements StorageTransaction {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresTransaction.class);

    private final ConnectionSource connections;
    private final Handle handle;
    private final boolean readOnly;
    private boolean open = true;

    private PostgresTransaction(ConnectionSource connections, Handle handle, boolean readOnly, int readTimeoutSeconds) {
        super(new TransactionDatabase(
                handle, readTimeoutSeconds, error -> failed(connections, handle, readOnly, error)));
        this.connections = connections;
        this.handle = handle;
        this.readOnly = readOnly;
    }

    static PostgresTransaction begin(
            ConnectionSource connections, Handle handle, TransactionOptions options, SessionSettings settings) {
        PostgresTransaction transaction = new PostgresTransaction(
                connections, handle, options.readOnly() || settings.readOnly(), settings.readTimeoutSeconds());
        try {
            handle.getConnection().setAutoCommit(false);
            transaction.set(options.isolation());
            settings.begin(handle.getConnection());
            return transaction;
        } catch (SQLException e) {
            RuntimeException error = transaction.failed(PostgresErrors.translate(e, Phase.TRANSACTION));
            transaction.close();
            throw error;
        }
    }

    /** With the first statement: the connection's own settings stay as the next borrower needs them. */
    private void set(TransactionOptions.Isolation isolation) throws SQLException {
        if (readOnly) {
            run("SET TRANSACTION READ ONLY");
        }
        switch (isolation) {
            case READ_COMMITTED -> {}
            case REPEATABLE_READ -> run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            case SERIALIZABLE -> run("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
        }
        if (readOnly) {
            run("SELECT 1"); // a snapshot begins with the first query
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = handle.getConnection().createStatement()) {
            statement.execute(sql);
        }
    }

    /** In a transaction that only reads, a refused write tells nothing about the server. */
    private static RuntimeException failed(
            ConnectionSource connections, Handle handle, boolean readOnly, RuntimeException error) {
        return readOnly && error instanceof ReadOnly ? error : connections.failed(handle.getConnection(), error);
    }

    private RuntimeException failed(RuntimeException error) {
        return failed(connections, handle, readOnly, error);
    }

    @Override
    public void commit() {
        try {
            Connections.commit(handle.getConnection());
        } catch (StorageException e) {
            throw failed(e);
        }
        connections.heard();
        open = false;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            Connections.rollBack(handle.getConnection());
        }
        Connections.autocommitAgain(handle.getConnection());
        try {
            handle.close();
        } catch (JdbiException e) {
            LOG.debug("a connection was lost before its transaction ended: {}", e.getMessage());
        }
    }
}
