package dev.coffer.storage.postgres;

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

    private final Handle handle;
    private boolean open = true;

    private PostgresTransaction(Handle handle, int readTimeoutSeconds) {
        super(new TransactionDatabase(handle, readTimeoutSeconds));
        this.handle = handle;
    }

    static PostgresTransaction begin(Handle handle, TransactionOptions options, int readTimeoutSeconds) {
        PostgresTransaction transaction = new PostgresTransaction(handle, readTimeoutSeconds);
        try {
            handle.getConnection().setAutoCommit(false);
            transaction.set(options);
            return transaction;
        } catch (SQLException e) {
            transaction.close();
            throw PostgresErrors.translate(e, Phase.TRANSACTION);
        }
    }

    /** With the first statement: the connection's own settings stay as the next borrower needs them. */
    private void set(TransactionOptions options) throws SQLException {
        String pinned = options.readOnly() ? " READ ONLY; SELECT 1" : ""; // a snapshot begins with the first query
        switch (options.isolation()) {
            case READ_COMMITTED -> {}
            case REPEATABLE_READ -> run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ" + pinned);
            case SERIALIZABLE -> run("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE" + pinned);
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = handle.getConnection().createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void commit() {
        Connections.commit(handle.getConnection());
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
