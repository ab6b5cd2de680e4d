package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageException;
import dev.coffer.storage.Timeout;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.jdbi.StackReserve;
import dev.coffer.storage.postgres.Place.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Requests of one kind (natural batching). Whoever finds nobody waiting and a permit free serves its own request at once. The
 * others queue; the first of them that gets a permit leads: it leases a connection, takes what has queued until then, serves
 * all of it in one statement, and hands the permit on. There is no thread but theirs, and nobody waits for others to come.
 */
class BatchQueue<Q, R> {
    static final int MOST_AT_ONCE = 64;

    /** How long a statement waits for a lock. */
    enum LockWait {
        /** Shortly: others wait for the permit. */
        SHORT,
        /** Hardly, as one like it has waited for the same lock. */
        HARDLY,
        /** As long as any single write: it keeps nobody else. */
        LONG
    }

    private final BatchStatement<Q, R> statement;
    private final Duration patience;
    private final RoundTrip roundTrip;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Place<Q, R>> queue = new ArrayDeque<>();
    private final AtomicInteger permitsInUse = new AtomicInteger();

    /** Whether somebody waits for a permit. */
    private volatile boolean busy;

    /**
     * For requests that change nothing.
     *
     * @param patience how long a request may be queued
     */
    BatchQueue(BatchStatement<Q, R> statement, Duration patience, RoundTrip roundTrip) {
        this.statement = statement;
        this.patience = patience;
        this.roundTrip = roundTrip;
    }

    /**
     * Serves the request, on the calling thread or on that of another caller.
     *
     * @throws Unavailable if it was not begun in time, or the thread was interrupted before that
     */
    final R call(Q request) {
        StackReserve.demandToLeave();
        boolean few = roundTrip.enter() <= roundTrip.poolSize();
        try {
            return few && !busy ? callStraight(request) : takePlace(request);
        } finally {
            if (roundTrip.leave() && busy) {
                grantFree(); // each may have a permit now
            }
        }
    }

    /** Without the lock: there is a connection for each caller, and nobody waits here. */
    R callStraight(Q request) {
        permitsInUse.incrementAndGet();
        try {
            long begun = System.nanoTime();
            R result = statement.one(request);
            roundTrip.took(System.nanoTime() - begun);
            return result;
        } finally {
            permitsInUse.decrementAndGet();
            if (busy) {
                grantFree();
            }
        }
    }

    private void grantFree() {
        lock.lock();
        try {
            grant();
        } finally {
            unlock();
        }
    }

    final R takePlace(Q request) {
        Place<Q, R> place = new Place<>(request, patience);
        try {
            locked(() -> enter(place));
            return serve(place);
        } finally {
            place.restoreInterrupt();
        }
    }

    private R serve(Place<Q, R> place) {
        while (true) {
            switch (await(place)) {
                case LEADING -> lead(place, false);
                case LEADING_ROW -> lead(place, true);
                case STRAIGHT, ALONE -> {
                    return serveAlone(place);
                }
                default -> {
                    return place.outcome(statement);
                }
            }
        }
    }

    final void locked(Runnable change) {
        locked(() -> {
            change.run();
            return change;
        });
    }

    final <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            unlock();
        }
    }

    private void unlock() {
        busy = !queue.isEmpty();
        lock.unlock();
    }

    private void enter(Place<Q, R> place) {
        if (putAside(place)) {
            return;
        }
        if (queue.isEmpty() && isPermitFree() && mayGoStraight(place)) {
            permitsInUse.incrementAndGet();
            place.straight();
        } else {
            queue.addLast(place);
            busy = true; // before it looks for a permit: who gives one back without the lock looks here after that
            grant();
        }
    }

    private boolean isPermitFree() {
        return permitsInUse.get() < roundTrip.permits();
    }

    /** Returns what its caller has to do: to lead, to serve it alone, or to take the outcome. */
    private State await(Place<Q, R> place) {
        for (State state = place.state(); ; state = place.state()) {
            if (state == State.DRAINED) {
                place.await();
            } else if (state != State.QUEUED) {
                return state;
            } else if (place.interrupted()) {
                withdraw(place, interrupted());
            } else if (place.nanosLeft() <= 0) {
                withdraw(place, late(place));
            } else {
                sleep(place, nap(place));
            }
        }
    }

    /** Looks once more: what has woken its thread meanwhile may have been taken for the lock's. */
    private void sleep(Place<Q, R> place, long nanos) {
        if (place.state() == State.QUEUED) {
            place.await(Math.max(1, nanos));
        }
    }

    private static Unavailable interrupted() {
        return new Unavailable("interrupted while waiting for a connection", null);
    }

    /** Unless it has been taken out of the queue in the last moment. */
    private void withdraw(Place<Q, R> place, RuntimeException why) {
        boolean queued = locked(() -> {
            boolean waits = place.state() == State.QUEUED;
            if (waits) {
                remove(place);
                headChanged();
            }
            return waits;
        });
        if (queued) {
            throw why;
        }
    }

    /** Serves those that wait for the leader's row, or those in the queue. */
    private void lead(Place<Q, R> leader, boolean row) {
        List<Place<Q, R>> members = List.of();
        try {
            StackReserve.demand();
            members = new ArrayList<>(MOST_AT_ONCE);
            serveAll(leader, members, row);
        } catch (Throwable e) {
            for (Place<Q, R> member : members) {
                if (member.isHeldBy(leader)) {
                    member.breakOff(e);
                }
            }
            if (!members.isEmpty()) {
                forsake(leader);
            }
            throw e;
        } finally {
            lock.lock(); // makes no object: memory may be what has run out
            try {
                if (row) {
                    rowLed(leader);
                } else {
                    releasePermit();
                }
            } finally {
                unlock();
            }
            wake(members);
        }
    }

    /** It has been told to go alone, or to wait, and does neither. */
    private void forsake(Place<Q, R> leader) {
        lock.lock();
        try {
            switch (leader.state()) {
                case QUEUED -> remove(leader);
                case LEADING -> releasePermit();
                case ALONE -> left(leader);
                case LEADING_ROW -> rowLed(leader);
                default -> {}
            }
            headChanged();
        } finally {
            unlock();
        }
    }

    private static <Q, R> void wake(List<Place<Q, R>> members) {
        for (Place<Q, R> member : members) {
            member.wake();
        }
    }

    private void serveAll(Place<Q, R> leader, List<Place<Q, R>> members, boolean row) {
        Supplier<List<Q>> drained = () -> {
            if (members.isEmpty()) {
                locked(() -> drain(leader, row ? waitingWith(leader) : queue, members));
            }
            return requests(members);
        };
        attempt(members, drained, row ? LockWait.LONG : LockWait.SHORT);
    }

    /** The leader first. It has a connection now; if it has been told to stop meanwhile, nobody is drained. */
    private void drain(Place<Q, R> leader, Deque<Place<Q, R>> waiting, List<Place<Q, R>> members) {
        if (leader.interrupted() || Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
        members.add(leader);
        leader.drainedBy(leader);
        while (members.size() < MOST_AT_ONCE && !waiting.isEmpty()) {
            members.add(waiting.getFirst());
            waiting.removeFirst().drainedBy(leader);
        }
        headChanged();
    }

    private static <Q, R> List<Q> requests(List<Place<Q, R>> members) {
        List<Q> requests = new ArrayList<>(members.size());
        for (Place<Q, R> member : members) {
            requests.add(member.request());
        }
        return requests;
    }

    /**
     * Serves requests in one statement.
     *
     * @param members those that are served; may be empty until their requests are asked for
     * @param wait long if all of them wait for one row
     */
    private void attempt(List<Place<Q, R>> members, Supplier<List<Q>> requests, LockWait wait) {
        try {
            handOut(members, statement.all(requests, time(wait)));
        } catch (StorageException e) {
            if (members.isEmpty()) {
                throw e;
            }
            failed(members, e, wait);
        }
    }

    final void attempt(List<Place<Q, R>> members, LockWait wait) {
        attempt(members, () -> requests(members), wait);
        wake(members);
    }

    private void handOut(List<Place<Q, R>> members, List<R> results) {
        if (members.isEmpty() || results.size() != members.size()) {
            throw new IllegalStateException("a result for each request");
        }
        served(members.get(0));
        for (int i = 0; i < members.size(); i++) {
            R result = results.get(i);
            if (result == null) {
                notServed(members.get(i));
            } else {
                members.get(i).succeed(result);
            }
        }
    }

    private R serveAlone(Place<Q, R> place) {
        try {
            R result = statement.one(place.request());
            served(place);
            return result;
        } finally {
            lock.lock();
            try {
                left(place);
            } finally {
                unlock();
            }
        }
    }

    final void releasePermit() {
        permitsInUse.decrementAndGet();
        grant();
    }

    /** Gives the permits that are free to those who have waited longest. */
    final void grant() {
        while (isPermitFree() && !queue.isEmpty()) {
            permitsInUse.incrementAndGet();
            Place<Q, R> next = queue.removeFirst();
            next.leading();
            next.wake();
        }
        headChanged();
    }

    /** Those that wait for a permit, the first of them first. To be used under the lock, as what follows. */
    final Deque<Place<Q, R>> queue() {
        return queue;
    }

    /** Another place may be the first in the queue now. */
    void headChanged() {}

    /** Whether a place that has just come has been put elsewhere than into the queue. */
    boolean putAside(Place<Q, R> place) {
        return false;
    }

    /** Whether a place that need not wait may be served alone, with a permit. */
    boolean mayGoStraight(Place<Q, R> place) {
        return true;
    }

    /** A place that was served alone is done. */
    void left(Place<Q, R> place) {
        if (place.state() == State.STRAIGHT) {
            releasePermit();
        }
    }

    /** A statement for a place, or for several of which it is the first, has succeeded; without the lock. */
    void served(Place<Q, R> place) {
        roundTrip.took(place.nanosServed());
    }

    /** A place that led those for its row is done with that. */
    void rowLed(Place<Q, R> leader) {}

    /** Those that wait for the same row. */
    Deque<Place<Q, R>> waitingWith(Place<Q, R> leader) {
        return queue;
    }

    /** How long a statement waits for a lock; without the lock of the queue. */
    Duration time(LockWait wait) {
        return Duration.ZERO;
    }

    /** Takes a place away that waits. */
    void remove(Place<Q, R> place) {
        queue.remove(place);
    }

    /** How long a place that waits may sleep; without the lock. */
    long nap(Place<Q, R> place) {
        return place.nanosLeft();
    }

    /** What a place is told that has waited too long. */
    RuntimeException late(Place<Q, R> place) {
        return new Unavailable("no connection became free in time", null);
    }

    /** A statement has failed for all of these; without the lock. */
    void failed(List<Place<Q, R>> members, StorageException failure, LockWait wait) {
        if (Thread.currentThread().isInterrupted()) {
            locked(() -> giveBack(members.subList(1, members.size())));
            members.get(0).fail(failure);
        } else if (members.size() == 1 || failure instanceof Unavailable || failure instanceof Timeout) {
            tellAll(members, failure);
        } else {
            members.forEach(this::notServed); // a row of one of them may be to blame
        }
    }

    /** What has stopped the leader, as an interrupt closes the connection of a virtual thread, is not to stop the others. */
    private void giveBack(List<Place<Q, R>> members) {
        for (int i = members.size() - 1; i >= 0; i--) {
            queue.addFirst(members.get(i));
            members.get(i).queued();
        }
    }

    final void tellAll(List<Place<Q, R>> members, StorageException failure) {
        members.forEach(member -> member.fail(failure));
    }

    /** A statement has passed this one over, which has to be served alone; without the lock. */
    void notServed(Place<Q, R> member) {
        member.alone();
    }
}
