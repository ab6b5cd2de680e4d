package dev.coffer.storage.postgres;

import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import dev.coffer.storage.spi.AppliedKeyStorage;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageTransaction;
import dev.coffer.storage.spi.TokenStorage;
import dev.coffer.storage.spi.UserStorage;
import java.sql.SQLException;
import java.sql.Statement;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host's transaction on a connection that it has for itself. */
final class PostgresTransaction implements StorageTransaction {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresTransaction.class);

    private final Handle handle;
    private final Database database;
    private boolean open = true;

    private PostgresTransaction(Handle handle, int readTimeoutSeconds) {
        this.handle = handle;
        database = new TransactionDatabase(handle, readTimeoutSeconds);
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
    public UserStorage users() {
        return new PostgresUsers(database);
    }

    @Override
    public SessionStorage sessions() {
        return new PostgresSessions(database);
    }

    @Override
    public TokenStorage tokens() {
        return new PostgresTokens(database);
    }

    @Override
    public KeyValueStorage keyValues() {
        return new PostgresKeyValues(database);
    }

    @Override
    public AppliedKeyStorage appliedKeys() {
        return new PostgresAppliedKeys(database);
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
