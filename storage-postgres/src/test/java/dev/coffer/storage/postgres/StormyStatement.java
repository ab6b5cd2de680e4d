package dev.coffer.storage.postgres;

import dev.coffer.storage.Busy;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.UnknownOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Fails at random, in each way that there is, and knows what it has applied; no database. */
final class StormyStatement implements BatchStatement<StormyStatement.Request, Long> {
    /** What a caller wants; each has another number, which is its result. */
    record Request(int row, long number, boolean refused) {}

    final Map<Long, Integer> applied = new ConcurrentHashMap<>();
    final AtomicInteger servedAlone = new AtomicInteger();
    volatile int largestBatch;

    /** Fails no more, and lets so many statements go on once they are all here. */
    volatile @Nullable CyclicBarrier meeting;

    private final boolean writes;

    /** The row whose lock somebody else has. */
    private volatile int locked;

    StormyStatement(boolean writes) {
        this.writes = writes;
    }

    private boolean happens(double probability) {
        return meeting == null && ThreadLocalRandom.current().nextDouble() < probability;
    }

    private void takeTime() {
        if (happens(0.5)) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(300_000));
        }
        if (happens(0.02)) {
            locked = ThreadLocalRandom.current().nextInt(8);
        }
        if (happens(0.01)) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    private void meet() {
        CyclicBarrier others = meeting;
        if (others != null) {
            try {
                others.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("a permit is lost", e);
            }
        }
    }

    private void apply(Request request) {
        applied.merge(request.number(), 1, Integer::sum);
    }

    @Override
    public Long one(Request request) {
        servedAlone.incrementAndGet();
        meet();
        takeTime();
        if (request.refused()) {
            throw new MissingReference("userId", null);
        }
        if (happens(0.02)) {
            throw new Unavailable("no connection", null);
        }
        apply(request);
        if (writes && happens(0.02)) {
            throw new UnknownOutcome("lost", null);
        }
        return request.number();
    }

    @Override
    public List<@Nullable Long> all(Supplier<List<Request>> source, Duration lockWait) {
        takeTime();
        if (happens(0.02)) {
            throw new Unavailable("no connection", null);
        }
        List<Request> requests = source.get();
        meet();
        largestBatch = Math.max(largestBatch, requests.size());
        takeTime();
        refuse(requests);
        boolean lost = writes && happens(0.02);
        if (lost && happens(0.5)) {
            throw new UnknownOutcome("lost", null);
        }
        if (happens(0.005)) {
            throw new AssertionError("planted");
        }
        List<@Nullable Long> results = new ArrayList<>();
        for (Request request : requests) {
            if (writes && happens(0.02)) {
                results.add(null);
            } else {
                apply(request);
                results.add(request.number());
            }
        }
        if (lost) {
            throw new UnknownOutcome("lost", null);
        }
        return results;
    }

    /** As the server does with a statement of which one row cannot be written: nothing was. */
    private void refuse(List<Request> requests) throws StorageException {
        for (Request request : requests) {
            if (request.refused()) {
                throw new Duplicate("id", null);
            }
            if (request.row() == locked && happens(0.5)) {
                throw happens(0.5) ? new Busy("locked", null) : new SerializationConflict("a deadlock", null);
            }
        }
        if (happens(0.02)) {
            throw new Unavailable("the server is a standby now", null);
        }
    }

    @Override
    public RuntimeException brokenOff(Throwable cause) {
        return new UnknownOutcome("broken off", cause);
    }
}
