package dev.coffer.storage.sqlite;

import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A caller's place in the {@link WriteQueue}: one write, or the writer for itself. */
final class QueuedWrite<T> {
    private final @Nullable Function<SqlConnection, T> work;
    private final long end;
    private @Nullable T result;
    private @Nullable Throwable failure;
    private Phase phase = Phase.WRITE;
    private boolean committed;

    private QueuedWrite(@Nullable Function<SqlConnection, T> work, Duration timeout) {
        this.work = work;
        end = System.nanoTime() + timeout.toNanos();
    }

    /** Work that may wait so long, from now on, to begin. */
    static <T> QueuedWrite<T> of(Function<SqlConnection, T> work, Duration timeout) {
        return new QueuedWrite<>(work, timeout);
    }

    static QueuedWrite<Void> exclusive(Duration timeout) {
        return new QueuedWrite<>(null, timeout);
    }

    /** How long it may still wait to begin; not positive once it may no longer. */
    Duration patience() {
        return Duration.ofNanos(end - System.nanoTime());
    }

    boolean isExclusive() {
        return work == null;
    }

    /** Does the work in the transaction that is open; returns false if it has failed: then what it did is to be undone. */
    boolean run(SqliteConnection connection) {
        failure = null;
        try {
            result = work().apply(connection.statements());
            return true;
        } catch (Throwable e) {
            fail(e, Phase.WRITE);
            return false;
        }
    }

    /** As {@link #run}; what it did is undone if it fails, and the transaction goes on. */
    void runInSavepoint(SqliteConnection connection) throws Savepoint.TransactionEnded {
        failure = null;
        try {
            result = Savepoint.within(connection, work());
        } catch (Savepoint.TransactionEnded e) {
            fail(e.failure(), Phase.WRITE);
            throw e;
        } catch (Throwable e) {
            fail(e, Phase.WRITE);
        }
    }

    private Function<SqlConnection, T> work() {
        if (work == null) {
            throw new IllegalStateException("an exclusive entry has no work of its own");
        }
        return work;
    }

    void fail(@Nullable Throwable failure, Phase phase) {
        this.failure = failure;
        this.phase = phase;
    }

    /** What it did, unless it failed, is durable. Without this word it did not happen for sure, whatever went wrong. */
    void committed() {
        committed = true;
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** What it came to, once it is done. */
    @SuppressWarnings("NullAway") // the result is what the work returned, null only if that was
    T outcome() {
        if (failure != null) {
            throw SqliteErrors.translate(failure, phase);
        }
        if (!committed) {
            throw new UnknownOutcome("the thread that committed for several broke off", null);
        }
        return result;
    }
}
