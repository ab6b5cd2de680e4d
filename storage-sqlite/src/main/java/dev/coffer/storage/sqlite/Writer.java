package dev.coffer.storage.sqlite;

import static java.util.Comparator.naturalOrder;

import dev.coffer.storage.Health;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.jdbi.StackReserve;
import dev.coffer.storage.sqlite.Savepoint.TransactionEnded;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.sqlite.SQLiteException;

/**
 * The one connection that writes to a database, for all storages of this process. Writes that wait together share a commit
 * (group commit). If one fails, all are undone and done again, each in a savepoint of its own, so that it fails alone; so is the
 * next group, at once. As long as none fails there is one savepoint for all, as each costs as much as a short write.
 */
final class Writer implements AutoCloseable {
    static final String BEGIN = "BEGIN IMMEDIATE";
    static final String COMMIT = "COMMIT";
    static final String ROLLBACK = "ROLLBACK";
    private static final int BUSY = 5;
    private static final int IO_ERROR = 10;
    private static final int PRIMARY_CODE = 0xff;

    private final SqliteConnection connection;
    private final Checkpoint checkpoint;
    private final FileIdentity identity;
    private final WriteQueue queue = new WriteQueue();
    private boolean oneHasFailed;

    Writer(SqliteConnection connection, Checkpoint checkpoint, FileIdentity identity) {
        this.connection = connection;
        this.checkpoint = checkpoint;
        this.identity = identity;
    }

    /**
     * Runs work in a transaction that it may share with others; it is durable when this returns. The work may run more than
     * once, undone in between.
     *
     * @param timeout how long to wait for the writer and the lock of another process
     */
    <T> T write(Function<SqlConnection, T> work, Duration timeout) {
        StackReserve.demand();
        QueuedWrite<T> write = QueuedWrite.of(work, timeout);
        WriteQueue.Place place = queue.join(write);
        for (WriteQueue.Batch batch = queue.await(place); !batch.isEmpty(); batch = queue.await(place)) {
            lead(batch);
        }
        return write.outcome();
    }

    /** The writer for the caller alone, outside of any transaction, until the lease is closed by the same thread. */
    Lease lease(Duration timeout) {
        StackReserve.demand();
        queue.await(queue.join(QueuedWrite.exclusive(timeout)));
        connection.waitForLocks(timeout);
        return new Lease();
    }

    final class Lease implements AutoCloseable {
        SqliteConnection connection() {
            return connection;
        }

        /** Commits the transaction that was begun on the connection. */
        void commit() throws SQLException {
            Writer.this.commit();
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
            List<QueuedWrite<?>> notBegun = List.of();
            try {
                notBegun = commitTogether(batch.writes());
            } catch (Throwable e) {
                connection.runQuietly(ROLLBACK);
                throw e;
            } finally {
                queue.acknowledge(batch, notBegun);
            }
            checkpoint.ifDue(connection);
        } finally {
            queue.finish();
        }
    }

    /** Returns those that did not begin, because another process has the lock, and may wait longer for it. */
    private List<QueuedWrite<?>> commitTogether(List<QueuedWrite<?>> writes) {
        connection.waitForLocks(
                writes.stream().map(QueuedWrite::patience).min(naturalOrder()).orElseThrow());
        try {
            connection.run(BEGIN);
        } catch (SQLException e) {
            return stillPatient(writes, e);
        }
        return writes.size() == 1 ? commitOnly(writes) : commitGroup(writes);
    }

    private List<QueuedWrite<?>> commitOnly(List<QueuedWrite<?>> only) {
        if (only.get(0).run(connection)) {
            return commit(only);
        }
        connection.runQuietly(ROLLBACK); // SQLite may have done it by itself
        return List.of();
    }

    private List<QueuedWrite<?>> commitGroup(List<QueuedWrite<?>> writes) {
        try {
            boolean done = !oneHasFailed && Savepoint.keepIf(connection, () -> runAll(writes));
            if (!done) {
                runEach(writes);
            }
        } catch (TransactionEnded e) {
            connection.runQuietly(ROLLBACK); // SQLite may have done it by itself
            return eachAlone(writes, e);
        } finally {
            oneHasFailed = writes.stream().anyMatch(QueuedWrite::hasFailed);
        }
        return commit(writes);
    }

    private boolean runAll(List<QueuedWrite<?>> writes) {
        return writes.stream().allMatch(write -> write.run(connection));
    }

    private void runEach(List<QueuedWrite<?>> writes) throws TransactionEnded {
        for (QueuedWrite<?> write : writes) {
            write.runInSavepoint(connection);
        }
    }

    private static List<QueuedWrite<?>> stillPatient(List<QueuedWrite<?>> writes, SQLException failure) {
        List<QueuedWrite<?>> patient = new ArrayList<>();
        for (QueuedWrite<?> write : writes) {
            if (isOf(BUSY, failure) && write.patience().compareTo(Duration.ZERO) > 0) {
                patient.add(write);
            } else {
                write.fail(failure, Phase.WRITE);
            }
        }
        return patient;
    }

    private List<QueuedWrite<?>> commit(List<QueuedWrite<?>> writes) {
        try {
            commit();
            writes.forEach(QueuedWrite::committed);
        } catch (SQLException e) {
            connection.runQuietly(ROLLBACK); // SQLite may have done it by itself
            if (!mayBeApplied(e)) {
                return eachAlone(writes, e);
            }
            failUnfailed(writes, e);
        }
        return List.of();
    }

    /** Not into a file that nobody finds any more. What is in its log is saved into it: it may have been moved without. */
    private void commit() throws SQLException {
        try {
            if (!connection.isClosed()) { // closing it takes the log away
                identity.demand();
            }
        } catch (SQLException e) {
            checkpoint.demand();
            throw e;
        }
        connection.run(COMMIT);
    }

    /** Fails if the file is not there any more. */
    void demandFile() {
        try {
            identity.demand();
        } catch (SQLException e) {
            throw SqliteErrors.translate(e, Phase.READ);
        }
    }

    /** Who uses it, and who waits. */
    Health.Pool use() {
        return queue.use();
    }

    FileIdentity identity() {
        return identity;
    }

    /** Gives each its own outcome after a failure that hit all of them. */
    private List<QueuedWrite<?>> eachAlone(List<QueuedWrite<?>> writes, Exception failure) {
        List<QueuedWrite<?>> notBegun = new ArrayList<>();
        if (writes.size() > 1) {
            writes.forEach(write -> notBegun.addAll(commitTogether(List.of(write))));
        } else if (!writes.get(0).hasFailed()) {
            writes.get(0).fail(failure, Phase.WRITE);
        }
        return notBegun;
    }

    private static void failUnfailed(List<QueuedWrite<?>> writes, Exception failure) {
        writes.stream().filter(write -> !write.hasFailed()).forEach(write -> write.fail(failure, Phase.COMMIT));
    }

    /** The driver's own refusals may come after SQLite has done its work, when another thread closes the connection. */
    private static boolean mayBeApplied(SQLException failure) {
        return !(failure instanceof SQLiteException) || isOf(IO_ERROR, failure);
    }

    private static boolean isOf(int primaryCode, SQLException failure) {
        return (failure.getErrorCode() & PRIMARY_CODE) == primaryCode;
    }

    @Override
    public void close() {
        try {
            if (identity.isLost()) {
                checkpoint.demand(); // SQLite would leave the log, and the next file of this name take it for its own
                checkpoint.ifDue(connection);
            }
            connection.close();
        } catch (SQLException e) {
            throw SqliteErrors.translate(e, Phase.READ);
        }
    }
}
