package dev.coffer.storage.postgres;

import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;

/** A connection for each call, given back at its end. */
final class PooledDatabase implements Database, AutoCloseable {
    private final ConnectionSource connections;
    private final SessionSettings settings;
    private final Jdbi reading;
    private final Jdbi writing;
    private final Jdbi transactions;

    PooledDatabase(ConnectionSource connections, SchemaNames names, SessionSettings settings) {
        this.connections = connections;
        this.settings = settings;
        reading = PostgresTypes.jdbi(() -> connections.lease(false), names);
        reading.configure(SqlStatements.class, statements -> statements.setQueryTimeout(settings.readTimeoutSeconds()));
        writing = PostgresTypes.jdbi(() -> connections.lease(true), names);
        writing.configure(SqlStatements.class, statements -> statements.addCustomizer(Connections.DEMAND_REPLICATED));
        transactions = PostgresTypes.jdbi(() -> connections.lease(true), names);
    }

    /** A transaction on a connection of its own. */
    PostgresTransaction begin(TransactionOptions options) {
        return PostgresTransaction.begin(connections, lease(transactions), options, settings);
    }

    private static Handle lease(Jdbi jdbi) {
        try {
            return jdbi.open();
        } catch (RuntimeException e) {
            throw PostgresErrors.translate(e, Phase.CONNECT);
        }
    }

    /** A second time if the connection turned out to be dead: a read can be done again. */
    @Override
    public <T> T read(Function<Handle, T> work) {
        return twice(PostgresErrors::connectionLost, () -> run(reading, Phase.READ, work::apply));
    }

    /** Runs a call again that has changed nothing, if the caller has not waited long. */
    private <T> T twice(Predicate<RuntimeException> passing, Supplier<T> call) {
        long latest = System.nanoTime() + settings.lockTimeout().toNanos();
        try {
            return call.get();
        } catch (RuntimeException e) {
            if (!passing.test(e) || System.nanoTime() - latest > 0) {
                throw e;
            }
            return call.get();
        }
    }

    @Override
    public <T> T write(Function<Handle, T> work) {
        refuseIfReadOnly();
        return run(writing, Phase.WRITE, work::apply);
    }

    /** A second time if the server has undone it: a statement was to be prepared anew, or the connection was lost in time. */
    @Override
    public <T> T atomic(Function<Handle, T> work) {
        refuseIfReadOnly();
        return twice(
                TransactionRolledBack.class::isInstance,
                () -> run(
                        transactions,
                        Phase.TRANSACTION,
                        handle ->
                                Connections.inTransaction(handle.getConnection(), settings, () -> work.apply(handle))));
    }

    private void refuseIfReadOnly() {
        if (settings.readOnly()) {
            throw new ReadOnly("the storage is open for reading only", null);
        }
    }

    private <T> T run(Jdbi jdbi, Phase phase, HandleCallback<T, SQLException> work) {
        try (Handle handle = lease(jdbi)) {
            try {
                T result = work.withHandle(handle);
                connections.heard();
                return result;
            } catch (Throwable e) {
                throw connections.failed(handle.getConnection(), PostgresErrors.translate(e, phase));
            }
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
