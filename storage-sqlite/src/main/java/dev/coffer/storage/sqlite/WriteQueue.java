package dev.coffer.storage.sqlite;

import dev.coffer.storage.Busy;
import dev.coffer.storage.Health;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the one writer. Callers queue; the first of them that finds the writer free leads: it takes what is queued
 * behind it, up to the next exclusive entry, and does it for all. There is no thread but theirs.
 */
final class WriteQueue {
    private static final int MOST_AT_ONCE = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Place> queue = new ArrayDeque<>();
    private boolean led;
    private @Nullable Thread exclusiveOwner;

    /** A caller's place in the queue; guarded by the lock. */
    static final class Place {
        private final QueuedWrite<?> write;
        private final Condition changed;
        private boolean started;
        private boolean done;

        private Place(QueuedWrite<?> write, Condition changed) {
            this.write = write;
            this.changed = changed;
        }
    }

    /** What a leader has to do: its own write first. Then {@link #acknowledge}, then {@link #finish}. */
    static final class Batch {
        private final List<Place> places;

        private Batch(List<Place> places) {
            this.places = places;
        }

        boolean isEmpty() {
            return places.isEmpty();
        }

        List<QueuedWrite<?>> writes() {
            List<QueuedWrite<?>> writes = new ArrayList<>(places.size());
            places.forEach(place -> writes.add(place.write));
            return writes;
        }
    }

    /**
     * Takes a place at the end of the queue.
     *
     * @throws IllegalStateException if this thread holds the writer, and would wait for itself
     */
    Place join(QueuedWrite<?> write) {
        lock.lock();
        try {
            if (exclusiveOwner == Thread.currentThread()) {
                throw new IllegalStateException("this thread holds the writer already, in a transaction of its own");
            }
            Place place = new Place(write, lock.newCondition());
            queue.addLast(place);
            return place;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the caller leads or another leader has done its write.
     *
     * @return what the caller has to do now; empty if its write was done
     * @throws Busy if it did not begin in time, or the thread was interrupted before it began: nothing was done
     */
    Batch await(Place place) {
        boolean interrupted = false;
        lock.lock();
        try {
            long left = place.write.patience().toNanos();
            while (!place.done) {
                if (place.started) {
                    place.changed.awaitUninterruptibly();
                } else if (!led && queue.peekFirst() == place) {
                    return lead();
                } else if (left <= 0) {
                    throw withdraw(place, "the writer did not become free in time");
                } else {
                    try {
                        left = place.changed.awaitNanos(left);
                    } catch (InterruptedException e) {
                        interrupted = true;
                        if (!place.started) {
                            throw withdraw(place, "interrupted while waiting for the writer");
                        }
                    }
                }
            }
            return new Batch(List.of());
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Batch lead() {
        Place first = queue.removeFirst();
        List<Place> places = new ArrayList<>(List.of(first));
        while (!first.write.isExclusive()
                && !queue.isEmpty()
                && !queue.getFirst().write.isExclusive()
                && places.size() < MOST_AT_ONCE) {
            places.add(queue.removeFirst());
        }
        places.forEach(place -> place.started = true);
        led = true;
        exclusiveOwner = first.write.isExclusive() ? Thread.currentThread() : null;
        return new Batch(places);
    }

    private Busy withdraw(Place place, String why) {
        queue.remove(place);
        wakeHead(); // the signal to lead may have gone to the one that gives up
        return new Busy(why, null);
    }

    /** Tells the others of a batch that theirs is done, but for those that did not begin: they have their places again. */
    void acknowledge(Batch batch, Collection<QueuedWrite<?>> notBegun) {
        lock.lock();
        try {
            Deque<Place> again = new ArrayDeque<>();
            for (Place place : batch.places) {
                if (notBegun.contains(place.write)) {
                    place.started = false;
                    again.addFirst(place);
                } else {
                    place.done = true;
                }
                place.changed.signal();
            }
            again.forEach(queue::addFirst);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the lead and hands it to the head of the queue. */
    void finish() {
        lock.lock();
        try {
            led = false;
            exclusiveOwner = null;
            wakeHead();
        } finally {
            lock.unlock();
        }
    }

    /** Who uses the writer, and who waits. */
    Health.Pool use() {
        lock.lock();
        try {
            return new Health.Pool(led ? 1 : 0, led ? 0 : 1, queue.size(), 1);
        } finally {
            lock.unlock();
        }
    }

    private void wakeHead() {
        Place head = queue.peekFirst();
        if (!led && head != null) {
            head.changed.signal();
        }
    }
}
