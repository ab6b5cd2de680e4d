package dev.coffer.storage.jdbi;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.function.Supplier;

/** Work whose failure undoes it alone, within a JDBC transaction that goes on. */
public final class JdbcSavepoint {
    private JdbcSavepoint() {}

    /** Runs work in a savepoint, of which nothing is left at its end. */
    public static <T> T within(Connection connection, Supplier<T> work) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        T result;
        try {
            result = work.get();
        } catch (Throwable failure) {
            undo(connection, savepoint, failure);
            throw failure;
        }
        connection.releaseSavepoint(savepoint);
        return result;
    }

    /** If that fails the whole transaction is gone, for the reason by which the work failed. */
    private static void undo(Connection connection, Savepoint savepoint, Throwable failure) {
        try {
            connection.rollback(savepoint);
            connection.releaseSavepoint(savepoint);
        } catch (SQLException gone) {
            failure.addSuppressed(gone);
        }
    }
}
