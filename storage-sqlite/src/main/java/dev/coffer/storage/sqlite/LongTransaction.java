package dev.coffer.storage.sqlite;

import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A transaction that much is written in before it is committed: each commit keeps what it changes of pages that were there before,
 * which for an index in another order than that of the rows are all of its pages. A failure undoes what was not committed, and ends it.
 */
final class LongTransaction {
    private static final Duration COMMIT_AFTER = Duration.ofMillis(250);

    private final SqliteConnection connection;
    private boolean open;
    private boolean failed;
    private long begun;

    LongTransaction(SqliteConnection connection) {
        this.connection = connection;
    }

    /** Does work with what was done before, and commits if it is time to. */
    <T> T join(OwnTransaction.Work<T> work) {
        demandNoFailure();
        try {
            begin();
            T result = work.run();
            if (System.nanoTime() - begun >= COMMIT_AFTER.toNanos()) {
                commit();
            }
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            fail();
            throw SqliteErrors.translate(e, Phase.WRITE);
        }
    }

    private void begin() throws SQLException {
        if (!open) {
            connection.run(Writer.BEGIN);
            open = true;
            begun = System.nanoTime();
        }
    }

    private void demandNoFailure() {
        if (failed) {
            throw new IllegalStateException(
                    "what was written before has failed: close it and go on from what is there");
        }
    }

    /** Commits what was not yet, which must not have failed. */
    void commit() {
        demandNoFailure();
        if (open) {
            try {
                connection.run(Writer.COMMIT);
                open = false;
            } catch (SQLException e) {
                fail();
                throw SqliteErrors.translate(e, Phase.COMMIT);
            }
        }
    }

    /** Commits what was not yet, unless it failed. */
    void end() {
        if (open) {
            commit();
        }
    }

    private void fail() {
        failed = true;
        open = false;
        connection.runQuietly(Writer.ROLLBACK); // SQLite may have done it by itself
    }
}
