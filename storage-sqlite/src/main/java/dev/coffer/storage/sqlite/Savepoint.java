package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.SqlConnection;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Work whose failure undoes it alone, within a transaction that goes on. */
final class Savepoint {
    private static final String BEGIN = "SAVEPOINT operation";
    private static final String KEEP = "RELEASE operation";
    private static final String UNDO = "ROLLBACK TO operation";

    private Savepoint() {}

    /**
     * Runs work.
     *
     * @throws TransactionEnded if the work failed and SQLite has ended the whole transaction: then there is no savepoint left
     *     to go back to, and what came before in the transaction is undone as well
     */
    static <T> T within(SqliteConnection connection, Function<SqlConnection, T> work) throws TransactionEnded {
        runOrEnd(connection, BEGIN);
        T result;
        try {
            result = work.apply(connection.statements());
        } catch (Throwable failure) {
            try {
                connection.run(UNDO);
                connection.run(KEEP);
            } catch (SQLException gone) {
                throw new TransactionEnded(failure);
            }
            throw failure;
        }
        runOrEnd(connection, KEEP);
        return result;
    }

    /** Runs work that tells whether it is to be kept; undoes it if not. */
    static boolean keepIf(SqliteConnection connection, BooleanSupplier work) throws TransactionEnded {
        runOrEnd(connection, BEGIN);
        boolean kept = work.getAsBoolean();
        if (!kept) {
            runOrEnd(connection, UNDO);
        }
        runOrEnd(connection, KEEP);
        return kept;
    }

    private static void runOrEnd(SqliteConnection connection, String sql) throws TransactionEnded {
        try {
            connection.run(sql);
        } catch (SQLException e) {
            throw new TransactionEnded(e);
        }
    }

    /** SQLite has rolled the whole transaction back by itself: disk full, I/O error, out of memory, interrupt. */
    static final class TransactionEnded extends Exception {
        private static final long serialVersionUID = 1L;

        private final Throwable failure;

        TransactionEnded(Throwable failure) {
            super(failure);
            this.failure = failure;
        }

        /** The failure by which it ended. */
        Throwable failure() {
            return failure;
        }
    }
}
