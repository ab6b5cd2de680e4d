package dev.coffer.storage.sqlite;

import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.sql.SQLException;

/** A transaction on a connection that nobody shares. */
final class OwnTransaction {
    private OwnTransaction() {}

    /** What is done in it. */
    interface Work<T> {
        T run() throws SQLException;
    }

    /** Runs work: all of it is committed when this returns, nothing if it fails. */
    static <T> T run(SqliteConnection connection, Work<T> work) {
        Phase phase = Phase.WRITE;
        try {
            connection.run(Writer.BEGIN);
            T result = work.run();
            phase = Phase.COMMIT;
            connection.run(Writer.COMMIT);
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            connection.runQuietly(Writer.ROLLBACK); // SQLite may have done it by itself
            throw SqliteErrors.translate(e, phase);
        }
    }
}
