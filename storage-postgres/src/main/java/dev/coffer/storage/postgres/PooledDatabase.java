package dev.coffer.storage.postgres;

import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.jdbi.ConnectionHandles;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.statement.SqlStatements;

/** A connection for each call, given back at its end. */
final class PooledDatabase implements Database, AutoCloseable {
    private final ConnectionSource connections;
    private final SchemaNames names;
    private final SessionSettings settings;
    private final ReadDeadlines deadlines;
    private final PostgresConnection.Use reading;
    private final PostgresConnection.Use writing;
    private final PostgresConnection.Use transactions;

    PooledDatabase(ConnectionSource connections, SchemaNames names, SessionSettings settings) {
        this.connections = connections;
        this.names = names;
        this.settings = settings;
        deadlines = new ReadDeadlines(settings.readTimeout());
        ConnectionHandles reads =
                handles(names, statements -> statements.setQueryTimeout(settings.readTimeoutSeconds()));
        ConnectionHandles writes =
                handles(names, statements -> statements.addCustomizer(Connections.DEMAND_REPLICATED));
        reading = new PostgresConnection.Use(names, reads, deadlines, false);
        writing = new PostgresConnection.Use(names, writes, ReadLimit.NONE, true);
        transactions = new PostgresConnection.Use(names, handles(names, same -> {}), ReadLimit.NONE, false);
    }

    private static ConnectionHandles handles(SchemaNames names, Consumer<SqlStatements> settings) {
        return new ConnectionHandles(
                connection -> PostgresTypes.jdbi(connection, names).configure(SqlStatements.class, settings));
    }

    ConnectionSource connections() {
        return connections;
    }

    SchemaNames names() {
        return names;
    }

    /** A transaction on a connection of its own. */
    PostgresTransaction begin(TransactionOptions options, SearchIndex index, Optional<RowLevelSecurity> confined) {
        return PostgresTransaction.begin(connections, lease(true), transactions, options, settings, index, confined);
    }

    private Connection lease(boolean proven) {
        try {
            return connections.lease(proven);
        } catch (SQLException | RuntimeException e) {
            throw PostgresErrors.translate(e, Phase.CONNECT);
        }
    }

    /** A second time if the connection turned out to be dead: a read can be done again. */
    @Override
    public <T> T read(Function<SqlConnection, T> work) {
        return twice(PostgresErrors::connectionLost, () -> run(reading, false, Phase.READ, work::apply));
    }

    /** Runs a call again that has changed nothing, if the caller has not waited long. */
    <T> T twice(Predicate<RuntimeException> passing, Supplier<T> call) {
        long latest = System.nanoTime() + settings.lockTimeout().toNanos();
        try {
            return call.get();
        } catch (RuntimeException e) {
            if (!passing.test(e)
                    || System.nanoTime() - latest > 0
                    || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return call.get();
        }
    }

    @Override
    public <T> T write(Function<SqlConnection, T> work) {
        refuseIfReadOnly();
        return run(writing, true, Phase.WRITE, work::apply);
    }

    /** A second time if the server has undone it: a statement was to be prepared anew, or the connection was lost in time. */
    @Override
    public <T> T atomic(Function<SqlConnection, T> work) {
        refuseIfReadOnly();
        return twice(
                TransactionRolledBack.class::isInstance,
                () -> run(
                        transactions,
                        true,
                        Phase.TRANSACTION,
                        connection -> Connections.inTransaction(
                                connection.connection(), settings, () -> work.apply(connection))));
    }

    private void refuseIfReadOnly() {
        if (settings.readOnly()) {
            throw new ReadOnly("the storage is open for reading only", null);
        }
    }

    private interface Call<T> {
        T on(PostgresConnection connection) throws SQLException;
    }

    private <T> T run(PostgresConnection.Use use, boolean proven, Phase phase, Call<T> call) {
        Connection lease = lease(proven);
        try {
            T result = call.on(use.of(lease, connections.statements(lease)));
            connections.heard();
            return result;
        } catch (Error e) { // perhaps between sending and reading
            connections.discard(lease);
            throw e;
        } catch (Throwable e) {
            throw connections.failed(lease, PostgresErrors.translate(e, phase));
        } finally {
            Connections.close(lease);
        }
    }

    @Override
    public void close() {
        deadlines.close();
        connections.close();
    }
}
