package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.JdbcSavepoint;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.postgres.PostgresErrors.Phase;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;

/** The connection of a transaction. */
final class TransactionDatabase implements Database {
    private final Handle handle;
    private final PostgresConnection reading;
    private final PostgresConnection writing;
    private final int readTimeoutSeconds;
    private final Runnable heard;
    private final UnaryOperator<RuntimeException> failed;
    private final Runnable broken;

    /**
     * On a handle.
     *
     * @param use of the handle's connection
     * @param readTimeoutSeconds how long one read may run
     * @param heard learns that the server has answered
     * @param failed learns of each error, and gives the one to throw
     * @param broken learns that something may still be unread on the connection
     */
    TransactionDatabase(
            Handle handle,
            PostgresConnection.Use use,
            int readTimeoutSeconds,
            Runnable heard,
            UnaryOperator<RuntimeException> failed,
            Runnable broken) {
        this.handle = handle;
        this.readTimeoutSeconds = readTimeoutSeconds;
        this.heard = heard;
        this.failed = failed;
        this.broken = broken;
        reading = new PostgresConnection.Use(use.names(), use.handles(), ReadLimit.byDriver(readTimeoutSeconds), false)
                .of(handle);
        writing = use.of(handle);
    }

    @Override
    public <T> T read(Function<SqlConnection, T> work) {
        SqlStatements statements = handle.getConfig(SqlStatements.class);
        statements.setQueryTimeout(readTimeoutSeconds);
        try {
            return run(reading, work);
        } finally {
            statements.setQueryTimeout(null);
        }
    }

    @Override
    public <T> T write(Function<SqlConnection, T> work) {
        return run(writing, work);
    }

    private <T> T run(PostgresConnection connection, Function<SqlConnection, T> work) {
        try {
            T result = work.apply(connection);
            heard.run();
            return result;
        } catch (Error e) {
            broken.run();
            throw e;
        } catch (Throwable e) {
            throw failed.apply(PostgresErrors.translate(e, Phase.TRANSACTION));
        }
    }

    /** In a savepoint, so that what is refused in its midst has changed nothing and the transaction can go on. */
    @Override
    public <T> T atomic(Function<SqlConnection, T> work) {
        try {
            return JdbcSavepoint.within(handle.getConnection(), () -> work.apply(writing));
        } catch (Error e) {
            broken.run();
            throw e;
        } catch (SQLException | RuntimeException e) {
            throw failed.apply(PostgresErrors.translate(e, Phase.TRANSACTION));
        }
    }
}
