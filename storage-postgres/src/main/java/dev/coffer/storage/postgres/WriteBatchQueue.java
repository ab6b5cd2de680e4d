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
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Requests of one kind, each of which writes a row. A batch waits for locks but shortly. When it fails for the sake of one of
 * them, it is divided until that one is found. If it is for a lock, others for the same row wait behind it, and all
 * of them are served together: without a permit, so that they keep nobody else, and waiting for the lock as long as any
 * single write. For another failure it goes alone, to get its own error.
 */
final class WriteBatchQueue<Q, R> extends BatchQueue<Q, R> {
    private static final Duration HARDLY = Duration.ofMillis(1);

    private final Function<Q, Object> rowOf;
    private final int mostAlone;
    private final Duration shortLockWait;
    private final Duration lockWait;

    /** Those with a permit for themselves, the first of them first. */
    private final Deque<Place<Q, R>> straight = new ArrayDeque<>();

    /** How many statements are under way without a permit. */
    private int alone;

    /** Rows that are perhaps locked. */
    private final Map<Object, Row<Q, R>> rows = new HashMap<>();

    /** Those that go alone for another reason than a row. */
    private final Set<Place<Q, R>> passedOver = new HashSet<>();

    /** What is to be under way without a permit as soon as less is. */
    private final Deque<Row<Q, R>> turns = new ArrayDeque<>();

    /** Those that wait until a row, if they are for one, has been written. */
    private static final class Row<Q, R> {
        private final Optional<Object> key;
        private final Deque<Place<Q, R>> waiting = new ArrayDeque<>();
        private int writers;

        Row(Optional<Object> key) {
            this.key = key;
        }
    }

    /**
     * For requests that write.
     *
     * @param rowOf the row whose lock a request may have to wait for
     * @param mostAlone how many may go alone at once
     * @param shortLockWait how long a batch waits for a lock
     * @param lockWait how long those wait that keep nobody else
     */
    WriteBatchQueue(
            BatchStatement<Q, R> statement,
            Duration patience,
            RoundTrip roundTrip,
            Function<Q, Object> rowOf,
            int mostAlone,
            Duration shortLockWait,
            Duration lockWait) {
        super(statement, patience, roundTrip);
        this.rowOf = rowOf;
        this.mostAlone = mostAlone;
        this.shortLockWait = shortLockWait;
        this.lockWait = lockWait;
    }

    private Object rowOf(Place<Q, R> place) {
        return rowOf.apply(place.request());
    }

    @Override
    Duration time(LockWait wait) {
        return switch (wait) {
            case SHORT -> shortLockWait;
            case HARDLY -> shortLockWait.compareTo(HARDLY) < 0 ? shortLockWait : HARDLY;
            case LONG -> lockWait;
        };
    }

    /** All are watched, as they may meet a lock. */
    @Override
    R callStraight(Q request) {
        return takePlace(request);
    }

    @Override
    boolean putAside(Place<Q, R> place) {
        freePermits();
        if (rows.isEmpty()) {
            return false; // as nearly always: to find out what row it is for takes longer
        }
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

    /** Only if it could go on without a permit when it meets a lock. */
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
            alone--;
            if (!passedOver.remove(place)) {
                written(rowOf(place));
            }
            goOn();
        }
    }

    @Override
    void rowLed(Place<Q, R> leader) {
        alone--;
        written(rowOf(leader));
        goOn();
    }

    @Override
    Deque<Place<Q, R>> waitingWith(Place<Q, R> leader) {
        return hold(rowOf(leader)).waiting;
    }

    /** Keeps those for this row out of the queue. */
    private Row<Q, R> hold(Object key) {
        Row<Q, R> known = rows.get(key);
        if (known != null) {
            return known;
        }
        Row<Q, R> row = new Row<>(Optional.of(key));
        for (Iterator<Place<Q, R>> queued = queue().iterator(); queued.hasNext(); ) {
            Place<Q, R> place = queued.next();
            if (rowOf(place).equals(key)) {
                queued.remove();
                row.waiting.addLast(place);
            }
        }
        rows.put(key, row);
        return row;
    }

    /** Those that wait for the row are next, once nobody else writes it and they have their turn. */
    private void written(Object key) {
        Row<Q, R> row = hold(key);
        row.writers--;
        if (row.writers == 0 && row.waiting.isEmpty()) {
            rows.remove(key);
        } else if (row.writers == 0 && !turns.contains(row)) {
            turns.addLast(row);
        }
    }

    private void goOn() {
        while (alone < mostAlone && !turns.isEmpty()) {
            Row<Q, R> row = turns.removeFirst();
            if (!row.waiting.isEmpty()) {
                goOn(row);
            }
        }
        freePermits();
        grant();
    }

    private void goOn(Row<Q, R> row) {
        Place<Q, R> next = row.waiting.removeFirst();
        alone++;
        row.writers++;
        if (row.key.isPresent()) {
            next.leadingRow();
        } else {
            next.alone();
        }
        next.wake();
    }

    @Override
    void remove(Place<Q, R> place) {
        Row<Q, R> row = rows.get(rowOf(place));
        if (passedOver.remove(place)) {
            turns.removeIf(turn -> turn.waiting.contains(place));
        } else if (row == null || !row.waiting.remove(place)) {
            super.remove(place);
        } else if (row.writers == 0 && row.waiting.isEmpty()) {
            rows.remove(rowOf(place));
            turns.remove(row);
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
    void failed(List<Place<Q, R>> members, StorageException failure, LockWait wait) {
        if (!isForTheSakeOfOne(failure) || (wait == LockWait.LONG && failure instanceof Busy)) {
            tellAll(members, failure);
        } else if (members.size() > 1) {
            int half = members.size() / 2;
            LockWait next = failure instanceof Busy ? LockWait.HARDLY : wait;
            attempt(members.subList(0, half), next);
            attempt(members.subList(half, members.size()), next);
        } else if (failure instanceof Busy) {
            locked(() -> waitForRow(members.get(0)));
        } else {
            notServed(members.get(0));
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

    /** Before all others for the row. */
    private void waitForRow(Place<Q, R> member) {
        member.queued();
        Row<Q, R> known = rows.get(rowOf(member));
        Row<Q, R> row = known == null ? hold(rowOf(member)) : known;
        row.waiting.addFirst(member);
        if (known == null) {
            turns.addLast(row);
            goOn();
        }
    }

    @Override
    void notServed(Place<Q, R> member) {
        locked(() -> {
            member.queued();
            passedOver.add(member);
            Row<Q, R> turn = new Row<>(Optional.empty());
            turn.waiting.add(member);
            turns.addLast(turn);
            goOn();
        });
    }
}
