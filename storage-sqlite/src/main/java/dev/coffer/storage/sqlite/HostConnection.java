package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.JdbcSavepoint;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;

/**
 * A connection that the host has opened, in a transaction. Its statements are not kept, its handlers of progress and locks not
 * replaced: they would outlive the transaction.
 */
record HostConnection(Connection connection, SqlConnection statements) implements Database {
    @Override
    public <T> T read(Function<SqlConnection, T> work) {
        return write(work);
    }

    @Override
    public <T> T write(Function<SqlConnection, T> work) {
        try {
            return work.apply(statements);
        } catch (Throwable e) {
            throw SqliteErrors.translate(e, Phase.WRITE);
        }
    }

    @Override
    public <T> T atomic(Function<SqlConnection, T> work) {
        try {
            return JdbcSavepoint.within(connection, () -> work.apply(statements));
        } catch (SQLException | RuntimeException | Error e) {
            throw SqliteErrors.translate(e, Phase.WRITE);
        }
    }
}
