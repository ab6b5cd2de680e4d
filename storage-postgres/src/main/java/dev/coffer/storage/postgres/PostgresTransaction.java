package dev.coffer.storage.postgres;

import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.StorageTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A host's transaction on a connection that it has for itself. */
final class PostgresTransaction extends PostgresOperations implements StorageTransaction {
    private final TransactionDatabase database;
    private final ConnectionSource connections;
    private final Connection connection;
    private final boolean readOnly;
    private boolean open = true;

    private PostgresTransaction(
            ConnectionSource connections,
            Connection connection,
            PostgresConnection.Use use,
            boolean readOnly,
            int readTimeoutSeconds,
            SearchIndex index) {
        this(
                new TransactionDatabase(
                        use.handles().on(connection),
                        use,
                        readTimeoutSeconds,
                        connections::heard,
                        error -> failed(connections, connection, readOnly, error),
                        () -> connections.discard(connection)),
                connections,
                connection,
                readOnly,
                index);
    }

    private PostgresTransaction(
            TransactionDatabase database,
            ConnectionSource connections,
            Connection connection,
            boolean readOnly,
            SearchIndex index) {
        super(database, index);
        this.database = database;
        this.connections = connections;
        this.connection = connection;
        this.readOnly = readOnly;
    }

    static PostgresTransaction begin(
            ConnectionSource connections,
            Connection connection,
            PostgresConnection.Use use,
            TransactionOptions options,
            SessionSettings settings,
            SearchIndex index) {
        PostgresTransaction transaction = new PostgresTransaction(
                connections,
                connection,
                use,
                options.readOnly() || settings.readOnly(),
                settings.readTimeoutSeconds(),
                index);
        try {
            connection.setAutoCommit(false);
            transaction.set(options.isolation());
            settings.begin(connection);
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
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** In a transaction that only reads, a refused write tells nothing about the server. */
    private static RuntimeException failed(
            ConnectionSource connections, Connection connection, boolean readOnly, RuntimeException error) {
        return readOnly && error instanceof ReadOnly ? error : connections.failed(connection, error);
    }

    private RuntimeException failed(RuntimeException error) {
        return failed(connections, connection, readOnly, error);
    }

    @Override
    public void actAs(AuditContext context) {
        database.write(same -> {
            PostgresAuditTriggers.tell(same, context);
            return same;
        });
    }

    @Override
    public void commit() {
        try {
            Connections.commit(connection);
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
            Connections.rollBack(connection);
        }
        Connections.autocommitAgain(connection);
        Connections.close(connection);
    }
}
