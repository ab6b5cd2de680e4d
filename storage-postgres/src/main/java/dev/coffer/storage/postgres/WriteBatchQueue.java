package dev.coffer.storage.postgres;

import dev.coffer.storage.Busy;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.StorageException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Requests of one kind, each of which writes a row. A batch waits for locks but shortly. When it fails for the sake of one of
 * them, it is divided until that one is found, which then goes alone: without a permit, so that it keeps nobody, and
 * waits for its lock as long as any single write. Others for the same row queue behind it.
 */
final class WriteBatchQueue<Q, R> extends BatchQueue<Q, R> {
    private final Function<Q, Object> rowOf;
    private final int mostAlone;
    private final Duration shortLockWait;

    /** Those with a permit for themselves, the first of them first. */
    private final Deque<Place<Q, R>> straight = new ArrayDeque<>();

    /** How many go alone, without a permit. */
    private int alone;

    /** Those that have to go alone, once fewer do. */
    private final Deque<Place<Q, R>> lonely = new ArrayDeque<>();

    private final Map<Object, Row<Q, R>> rows = new HashMap<>();

    /** A row that is perhaps locked, with those that wait until it is known. */
    private static final class Row<Q, R> {
        private int writers;
        private final Deque<Place<Q, R>> waiting = new ArrayDeque<>();
    }

    /**
     * For requests that write.
     *
     * @param rowOf the row whose lock a request may have to wait for
     * @param mostAlone how many may go alone at once
     * @param shortLockWait how long a batch waits for a lock
     */
    WriteBatchQueue(
            BatchStatement<Q, R> statement,
            Duration patience,
            RoundTrip roundTrip,
            Function<Q, Object> rowOf,
            int mostAlone,
            Duration shortLockWait) {
        super(statement, patience, roundTrip);
        this.rowOf = rowOf;
        this.mostAlone = mostAlone;
        this.shortLockWait = shortLockWait;
    }

    private Object rowOf(Place<Q, R> place) {
        return rowOf.apply(place.request());
    }

    @Override
    boolean putAside(Place<Q, R> place) {
        freePermits();
        Row<Q, R> row = rows.get(rowOf(place));
        if (row != null) {
            row.waiting.addLast(place);
        }
        return row != null;
    }

    /** For it watches the permits. */
    @Override
    void headChanged() {
        if (!straight.isEmpty() && !queue().isEmpty()) {
            queue().getFirst().wake();
        }
    }

    /** Only if it could go alone when it meets a lock. */
    @Override
    boolean mayGoStraight(Place<Q, R> place) {
        return alone < mostAlone && straight.add(place);
    }

    /** Those with a permit that have taken so long that they may wait for a lock go on without it. */
    private void freePermits() {
        while (alone < mostAlone
                && !straight.isEmpty()
                && straight.getFirst().nanosServed() > shortLockWait.toNanos()) {
            Place<Q, R> stuck = straight.removeFirst();
            stuck.alone();
            alone++;
            hold(rowOf(stuck)).writers++;
            releasePermit();
        }
    }

    @Override
    void left(Place<Q, R> place) {
        straight.remove(place);
        super.left(place);
        if (place.state() == Place.State.ALONE) {
            leftAlone(place);
        }
    }

    private void leftAlone(Place<Q, R> place) {
        alone--;
        letGo(rowOf(place));
        if (!lonely.isEmpty()) {
            goAlone(lonely.removeFirst());
        }
        freePermits();
        grant();
    }

    private void goAlone(Place<Q, R> place) {
        alone++;
        place.alone();
        place.wake();
    }

    /** Keeps those for this row out of the queue. */
    private Row<Q, R> hold(Object key) {
        return rows.computeIfAbsent(key, absent -> {
            Row<Q, R> row = new Row<>();
            for (Iterator<Place<Q, R>> queued = queue().iterator(); queued.hasNext(); ) {
                Place<Q, R> place = queued.next();
                if (rowOf(place).equals(key)) {
                    queued.remove();
                    row.waiting.addLast(place);
                }
            }
            return row;
        });
    }

    private void letGo(Object key) {
        Row<Q, R> row = Objects.requireNonNull(rows.get(key));
        row.writers--;
        if (row.writers == 0) {
            rows.remove(key);
            while (!row.waiting.isEmpty()) {
                queue().addFirst(row.waiting.removeLast());
            }
        }
    }

    /** How long a commit takes tells nothing about the way. */
    @Override
    void served(Place<Q, R> place) {}

    @Override
    void remove(Place<Q, R> place) {
        Row<Q, R> row = rows.get(rowOf(place));
        if (lonely.remove(place)) {
            letGo(rowOf(place));
            grant();
        } else if (row == null || !row.waiting.remove(place)) {
            super.remove(place);
        }
    }

    /** The first in the queue sees to it that no permit is held by one that waits for a lock. */
    @Override
    long nap(Place<Q, R> place) {
        return locked(() -> {
            freePermits();
            boolean watches = queue().peekFirst() == place && alone < mostAlone && !straight.isEmpty();
            return watches
                    ? Math.min(
                            place.nanosLeft(),
                            shortLockWait.toNanos() - straight.getFirst().nanosServed())
                    : place.nanosLeft();
        });
    }

    @Override
    RuntimeException late(Place<Q, R> place) {
        return locked(() -> rows.containsKey(rowOf(place)))
                ? new Busy("another write waits for the lock of the row", null)
                : super.late(place);
    }

    @Override
    void failed(List<Place<Q, R>> members, StorageException failure) {
        if (!isForTheSakeOfOne(failure)) {
            tellAll(members, failure);
        } else if (members.size() == 1) {
            notServed(members.get(0));
        } else {
            int half = members.size() / 2;
            attempt(members.subList(0, half));
            attempt(members.subList(half, members.size()));
        }
    }

    /** What says that nothing was applied, as a batch is one statement, and that others of it may do better without one of them. */
    private static boolean isForTheSakeOfOne(StorageException failure) {
        return failure instanceof Duplicate
                || failure instanceof MissingReference
                || failure instanceof InvalidInput
                || failure instanceof SerializationConflict
                || failure instanceof Busy;
    }

    /** It goes alone, unless another one for the same row does: that one first. */
    @Override
    void notServed(Place<Q, R> member) {
        locked(() -> {
            member.queued();
            Row<Q, R> row = rows.get(rowOf(member));
            if (row != null) {
                row.waiting.addFirst(member);
                return;
            }
            hold(rowOf(member)).writers++;
            if (alone < mostAlone) {
                goAlone(member);
            } else {
                lonely.addLast(member);
            }
        });
    }
}
