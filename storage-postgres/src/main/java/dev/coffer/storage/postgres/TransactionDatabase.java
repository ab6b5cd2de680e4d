package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.JdbcSavepoint;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;

/**
 * The connection of a transaction.
 *
 * @param handle on the connection
 * @param readTimeoutSeconds how long one read may run
 * @param failed learns of each error, and gives the one to throw
 */
record TransactionDatabase(Handle handle, int readTimeoutSeconds, UnaryOperator<RuntimeException> failed)
        implements Database {
    @Override
    public <T> T read(Function<Handle, T> work) {
        SqlStatements statements = handle.getConfig(SqlStatements.class);
        statements.setQueryTimeout(readTimeoutSeconds);
        try {
            return write(work);
        } finally {
            statements.setQueryTimeout(null);
        }
    }

    @Override
    public <T> T write(Function<Handle, T> work) {
        try {
            return work.apply(handle);
        } catch (Throwable e) {
            throw failed.apply(PostgresErrors.translate(e, Phase.TRANSACTION));
        }
    }

    /** In a savepoint, so that what is refused in its midst has changed nothing and the transaction can go on. */
    @Override
    public <T> T atomic(Function<Handle, T> work) {
        try {
            return JdbcSavepoint.within(handle.getConnection(), () -> work.apply(handle));
        } catch (SQLException | RuntimeException e) {
            throw failed.apply(PostgresErrors.translate(e, Phase.TRANSACTION));
        }
    }
}
