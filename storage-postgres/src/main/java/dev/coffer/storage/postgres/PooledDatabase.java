package dev.coffer.storage.postgres;

import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;

/** A connection out of the pool for each call, given back at its end. */
final class PooledDatabase implements Database {
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
            return Connections.inTransaction(handle.getConnection(), () -> work.apply(handle));
        } catch (Throwable e) {
            throw PostgresErrors.translate(e, Phase.TRANSACTION);
        }
    }
}
