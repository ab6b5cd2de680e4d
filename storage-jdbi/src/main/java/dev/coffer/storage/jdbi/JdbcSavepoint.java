package dev.coffer.storage.jdbi;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;

/**
 * Work whose failure undoes it alone, within a JDBC transaction that goes on. In SQL, which is the same for both databases: in
 * a distributed transaction the driver's own methods are not allowed.
 */
public final class JdbcSavepoint {
    private static final String SET = "SAVEPOINT coffer";
    private static final String RELEASE = "RELEASE SAVEPOINT coffer";
    private static final String UNDO = "ROLLBACK TO SAVEPOINT coffer";

    private JdbcSavepoint() {}

    /** Runs work in a savepoint, of which nothing is left at its end. */
    public static <T> T within(Connection connection, Supplier<T> work) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(SET);
            T result;
            try {
                result = work.get();
            } catch (Throwable failure) {
                undo(statement, failure);
                throw failure;
            }
            statement.execute(RELEASE);
            return result;
        }
    }

    /** If that fails the whole transaction is gone, for the reason by which the work failed. */
    private static void undo(Statement statement, Throwable failure) {
        try {
            statement.execute(UNDO);
            statement.execute(RELEASE);
        } catch (SQLException gone) {
            failure.addSuppressed(gone);
        }
    }
}
