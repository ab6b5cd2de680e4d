package dev.coffer.storage.postgres;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A caller's place in a {@link BatchQueue}. Its state is changed by its leader, or else under the queue's lock. */
final class Place<Q, R> {
    /** What becomes of a request. */
    enum State {
        /** It waits, and can be withdrawn. */
        QUEUED,
        /** Its caller has a permit, and is to serve it and what is queued behind it. */
        LEADING,
        /** Its caller is to serve it and those that wait for the same row, without a permit. */
        LEADING_ROW,
        /** Its caller has a permit, and is to serve it alone. */
        STRAIGHT,
        /** Its caller is to serve it alone, without a permit. */
        ALONE,
        /** It is in the hands of a leader. */
        DRAINED,
        DONE
    }

    private final Q request;
    private final Thread caller = Thread.currentThread();
    private final long end;
    private long begun = System.nanoTime();
    private volatile State state = State.QUEUED;
    private @Nullable Place<Q, R> leader;
    private @Nullable R result;
    private @Nullable RuntimeException failure;
    private @Nullable Throwable brokenOff;
    private boolean interrupted;

    /** Of the calling thread. */
    Place(Q request, Duration patience) {
        this.request = request;
        end = begun + patience.toNanos();
    }

    Q request() {
        return request;
    }

    State state() {
        return state;
    }

    /** How long it may still wait to be served; not positive once it may no longer. */
    long nanosLeft() {
        return end - System.nanoTime();
    }

    /** How long it has been served, if it did not wait, or was drained. */
    long nanosServed() {
        return System.nanoTime() - begun;
    }

    void queued() {
        state = State.QUEUED;
    }

    void leading() {
        state = State.LEADING;
    }

    void leadingRow() {
        state = State.LEADING_ROW;
    }

    void straight() {
        state = State.STRAIGHT;
    }

    void alone() {
        state = State.ALONE;
    }

    void drainedBy(Place<Q, R> leader) {
        this.leader = leader;
        begun = System.nanoTime();
        state = State.DRAINED;
    }

    boolean isHeldBy(Place<Q, R> leader) {
        return state == State.DRAINED && this.leader == leader;
    }

    void succeed(R result) {
        this.result = result;
        state = State.DONE;
    }

    void fail(RuntimeException failure) {
        this.failure = failure;
        state = State.DONE;
    }

    /** Its leader has failed in a way nobody expects, and may not even be able to make an exception. */
    void breakOff(Throwable cause) {
        brokenOff = cause;
        state = State.DONE;
    }

    /** Lets its caller see what has changed. */
    void wake() {
        LockSupport.unpark(caller);
    }

    /** Waits for a change, at most so long. For its caller alone, as all that follows. */
    void await(long nanos) {
        LockSupport.parkNanos(this, nanos);
        noticeInterrupt();
    }

    /** Waits for a change that is sure to come. */
    void await() {
        LockSupport.park(this);
        noticeInterrupt();
    }

    private void noticeInterrupt() {
        if (Thread.interrupted()) {
            interrupted = true;
        }
    }

    boolean interrupted() {
        return interrupted;
    }

    /** Gives the caller's thread back what it was told while it waited. */
    void restoreInterrupt() {
        if (interrupted) {
            caller.interrupt();
        }
    }

    /** What it came to, once it is done. */
    @SuppressWarnings("NullAway") // a result that is no failure is what the statement gave
    R outcome(BatchStatement<Q, R> statement) {
        if (brokenOff != null) {
            throw statement.brokenOff(brokenOff);
        }
        if (failure != null) {
            throw leader == this ? failure : SharedFailure.copy(failure);
        }
        return result;
    }
}
