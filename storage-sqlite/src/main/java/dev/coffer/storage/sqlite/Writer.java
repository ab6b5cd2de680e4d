package dev.coffer.storage.sqlite;

import dev.coffer.storage.sqlite.Savepoint.TransactionEnded;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.sqlite.SQLiteException;

/**
 * The one connection that writes to a database, for all storages of this process. Writes that wait together share a commit
 * (group commit): each in a savepoint of its own, so that one which fails fails alone.
 */
final class Writer implements AutoCloseable {
    static final String BEGIN = "BEGIN IMMEDIATE";
    static final String COMMIT = "COMMIT";
    static final String ROLLBACK = "ROLLBACK";
    private static final int IO_ERROR = 10;
    private static final int PRIMARY_CODE = 0xff;

    private final SqliteConnection connection;
    private final Handle handle;
    private final Checkpoint checkpoint;
    private final WriteQueue queue = new WriteQueue();

    Writer(SqliteConnection connection, Checkpoint checkpoint) {
        this.connection = connection;
        this.checkpoint = checkpoint;
        handle = SqliteTypes.jdbi(() -> connection).open();
    }

    /**
     * Runs work in a transaction that it may share with others; it is durable when this returns. The work may run more than
     * once, undone in between.
     *
     * @param timeout how long to wait for the writer, and then for the lock of another process
     */
    <T> T write(Function<Handle, T> work, Duration timeout) {
        StackReserve.demand();
        QueuedWrite<T> write = QueuedWrite.of(work);
        WriteQueue.Batch batch = queue.await(write, timeout);
        if (!batch.isEmpty()) {
            connection.waitForLocks(timeout); // the storages that share this writer may have different ones
            lead(batch);
        }
        return write.outcome();
    }

    /** The writer for the caller alone, outside of any transaction, until the lease is closed by the same thread. */
    Lease lease(Duration timeout) {
        StackReserve.demand();
        queue.await(QueuedWrite.exclusive(), timeout);
        connection.waitForLocks(timeout);
        return new Lease();
    }

    final class Lease implements AutoCloseable {
        SqliteConnection connection() {
            return connection;
        }

        Handle handle() {
            return handle;
        }

        @Override
        public void close() {
            try {
                checkpoint.ifDue(connection);
            } finally {
                queue.finish();
            }
        }
    }

    private void lead(WriteQueue.Batch batch) {
        try {
            try {
                commitTogether(batch.writes());
            } catch (Throwable e) {
                connection.runQuietly(ROLLBACK);
                throw e;
            } finally {
                queue.acknowledge(batch);
            }
            checkpoint.ifDue(connection);
        } finally {
            queue.finish();
        }
    }

    private void commitTogether(List<QueuedWrite<?>> writes) {
        try {
            connection.run(BEGIN);
        } catch (SQLException e) {
            writes.forEach(write -> write.fail(e, Phase.WRITE));
            return;
        }
        try {
            for (QueuedWrite<?> write : writes) {
                write.run(connection, handle);
            }
        } catch (TransactionEnded e) {
            connection.runQuietly(ROLLBACK); // SQLite may have done it by itself
            eachAlone(writes, e);
            return;
        }
        commit(writes);
    }

    private void commit(List<QueuedWrite<?>> writes) {
        try {
            connection.run(COMMIT);
            writes.forEach(QueuedWrite::committed);
        } catch (SQLException e) {
            connection.runQuietly(ROLLBACK); // SQLite may have done it by itself
            if (mayBeApplied(e)) {
                failUnfailed(writes, e);
            } else {
                eachAlone(writes, e);
            }
        }
    }

    /** Gives each its own outcome after a failure that hit all of them. */
    private void eachAlone(List<QueuedWrite<?>> writes, Exception failure) {
        if (writes.size() > 1) {
            writes.forEach(write -> commitTogether(List.of(write)));
        } else if (!writes.get(0).hasFailed()) {
            writes.get(0).fail(failure, Phase.WRITE);
        }
    }

    private static void failUnfailed(List<QueuedWrite<?>> writes, Exception failure) {
        writes.stream().filter(write -> !write.hasFailed()).forEach(write -> write.fail(failure, Phase.COMMIT));
    }

    /** The driver's own refusals may come after SQLite has done its work, when another thread closes the connection. */
    private static boolean mayBeApplied(SQLException failure) {
        return !(failure instanceof SQLiteException) || (failure.getErrorCode() & PRIMARY_CODE) == IO_ERROR;
    }

    @Override
    public void close() {
        handle.close();
    }
}
