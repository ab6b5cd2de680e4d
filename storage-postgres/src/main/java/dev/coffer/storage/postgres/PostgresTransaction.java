package dev.coffer.storage.postgres;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.Capability;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.Unsupported;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.StorageTransaction;
import dev.coffer.storage.spi.UserStorage;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;

/** A host's transaction on a connection that it has for itself. */
final class PostgresTransaction extends PostgresOperations implements StorageTransaction {
    private final TransactionDatabase database;
    private final ConnectionSource connections;
    private final Connection connection;
    private final boolean readOnly;
    private final Failures failures;
    private final Optional<RowLevelSecurity> confined;
    private boolean open = true;

    private PostgresTransaction(
            ConnectionSource connections,
            Connection connection,
            PostgresConnection.Use use,
            boolean readOnly,
            int readTimeoutSeconds,
            SearchIndex index,
            Failures failures,
            Optional<RowLevelSecurity> confined) {
        this(
                new TransactionDatabase(
                        use.handles().on(connection),
                        use,
                        readTimeoutSeconds,
                        connections::heard,
                        failures::told,
                        () -> connections.discard(connection)),
                connections,
                connection,
                readOnly,
                index,
                failures,
                confined);
    }

    private PostgresTransaction(
            TransactionDatabase database,
            ConnectionSource connections,
            Connection connection,
            boolean readOnly,
            SearchIndex index,
            Failures failures,
            Optional<RowLevelSecurity> confined) {
        super(database, index);
        this.database = database;
        this.connections = connections;
        this.connection = connection;
        this.readOnly = readOnly;
        this.failures = failures;
        this.confined = confined;
    }

    /** What its errors mean, and to whom. */
    private static final class Failures {
        private final ConnectionSource connections;
        private final Connection connection;
        private final boolean readOnly;
        private boolean ofUser;

        Failures(ConnectionSource connections, Connection connection, boolean readOnly) {
            this.connections = connections;
            this.connection = connection;
            this.readOnly = readOnly;
        }

        /** What is refused from now on, is refused to a user. */
        void ofUser() {
            ofUser = true;
        }

        /** In a transaction that only reads, a refused write tells nothing about the server; nor does what a user may not do. */
        RuntimeException told(RuntimeException error) {
            if (readOnly && error instanceof ReadOnly) {
                return error;
            }
            Optional<AccessDenied> refused =
                    ofUser && error instanceof AccessDenied && error.getCause() instanceof SQLException refusal
                            ? MissingRight.ofUser(refusal)
                            : Optional.empty();
            return refused.isPresent() ? refused.get() : connections.failed(connection, error);
        }
    }

    static PostgresTransaction begin(
            ConnectionSource connections,
            Connection connection,
            PostgresConnection.Use use,
            TransactionOptions options,
            SessionSettings settings,
            SearchIndex index,
            Optional<RowLevelSecurity> confined) {
        boolean readOnly = options.readOnly() || settings.readOnly();
        PostgresTransaction transaction = new PostgresTransaction(
                connections,
                connection,
                use,
                readOnly,
                settings.readTimeoutSeconds(),
                index,
                new Failures(connections, connection, readOnly),
                confined);
        try {
            connection.setAutoCommit(false);
            transaction.set(options.isolation());
            settings.begin(connection);
            return transaction;
        } catch (SQLException e) {
            RuntimeException error = transaction.failures.told(PostgresErrors.translate(e, Phase.TRANSACTION));
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

    @Override
    public void actAs(AuditContext context) {
        database.write(same -> {
            PostgresAuditTriggers.tell(same, context);
            return same;
        });
    }

    @Override
    public void confineTo(UUID userId) {
        RowLevelSecurity settings = confined.orElseThrow(() -> new Unsupported(Capability.ROW_LEVEL_SECURITY));
        database.write(same -> {
            Confinement.begin(same, settings, userId);
            return same;
        });
        failures.ofUser();
    }

    @Override
    public UserStorage users() {
        return failures.ofUser ? new OwnUsers(super.users()) : super.users();
    }

    /** Its connection. */
    Database database() {
        return database;
    }

    @Override
    public void commit() {
        try {
            Connections.commit(connection);
        } catch (StorageException e) {
            throw failures.told(e);
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
