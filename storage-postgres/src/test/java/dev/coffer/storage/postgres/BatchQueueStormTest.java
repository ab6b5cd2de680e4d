package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Outcome;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.postgres.StormyStatement.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many callers, with failures, interrupts and waits that are too long, all at random: nobody is lost and nothing is told wrongly. */
class BatchQueueStormTest {
    private static final int CALLERS = 100;
    private static final int PERMITS = 3;
    private static final Duration STORM = Duration.ofSeconds(4);
    private static final Duration SHORT = Duration.ofMillis(30);

    /** With it, a caller that nobody wakes is still there at the end. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private StormyStatement statement = new StormyStatement(true);
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    private void storm(BatchQueue<Request, Long> queue) throws Exception {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Thread caller = new Thread(() -> callAgainAndAgain(queue), "caller");
            caller.setDaemon(true);
            caller.start();
            callers.add(caller);
        }
        long end = System.nanoTime() + STORM.toNanos();
        long atTheLatest = end + STORM.multipliedBy(10).toNanos();
        while (System.nanoTime() - end < 0 || (isCalm() && System.nanoTime() - atTheLatest < 0)) {
            callers.get(ThreadLocalRandom.current().nextInt(CALLERS)).interrupt();
            Thread.sleep(1);
        }
        ended = true;
        for (Thread caller : callers) {
            caller.join(30_000);
            assertThat(caller.isAlive()).as("a caller waits for ever").isFalse();
        }
        assertThat(wrong).isEmpty();
        assertThat(isCalm())
                .as("%s served, %s refused, %s at once", served, refused, statement.largestBatch)
                .isFalse();
        assertThat(statement.largestBatch).isLessThanOrEqualTo(BatchQueue.MOST_AT_ONCE);
        assertAllPermitsAreFree(queue);
    }

    /** Whether there was too little of it to tell anything. */
    private boolean isCalm() {
        return served.get() <= 5_000 || refused.get() <= 100 || statement.largestBatch < 10;
    }

    private void callAgainAndAgain(BatchQueue<Request, Long> queue) {
        while (!ended) {
            long number = numbers.incrementAndGet();
            call(queue, new Request(ThreadLocalRandom.current().nextInt(40), number, number % 200 == 0));
            Thread.interrupted();
        }
    }

    private void call(BatchQueue<Request, Long> queue, Request request) {
        long number = request.number();
        try {
            long result = queue.call(request);
            served.incrementAndGet();
            expect(result == number, "the result of another");
            expect(statement.applied.getOrDefault(number, 0) == 1, "acknowledged, not applied once");
        } catch (StorageException e) {
            refused.incrementAndGet();
            int applied = statement.applied.getOrDefault(number, 0);
            expect(applied == 0 || (applied == 1 && e.outcome() == Outcome.UNKNOWN), "applied " + applied + ": " + e);
        } catch (AssertionError e) { // what the leader gets that met it
            expect("planted".equals(e.getMessage()), e.toString());
        }
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            wrong.add(otherwise);
        }
    }

    /** As many calls as there are permits meet within the statement, time and again; and one that finds nobody goes straight. */
    private void assertAllPermitsAreFree(BatchQueue<Request, Long> queue) throws Exception {
        statement.meeting = new CyclicBarrier(PERMITS);
        for (int i = 0; i < 10; i++) {
            List<QueuedCaller<Long>> callers = new ArrayList<>();
            for (int row = 0; row < PERMITS; row++) {
                Request request = new Request(row, numbers.incrementAndGet(), false);
                callers.add(QueuedCaller.start(() -> queue.call(request)));
            }
            for (QueuedCaller<Long> caller : callers) {
                caller.result();
            }
        }
        statement.meeting = new CyclicBarrier(1);
        int before = statement.servedAlone.get();
        queue.call(new Request(0, numbers.incrementAndGet(), false));
        assertThat(statement.servedAlone.get()).isEqualTo(before + 1);
    }

    @Test
    @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void reads() throws Exception {
        statement = new StormyStatement(false);
        storm(new BatchQueue<>(statement, SHORT, new RoundTrip(PERMITS, System::nanoTime)));
    }

    @Test
    @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void patientReads() throws Exception {
        statement = new StormyStatement(false);
        storm(new BatchQueue<>(statement, LONG, new RoundTrip(PERMITS, System::nanoTime)));
    }

    @Test
    @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void writes() throws Exception {
        storm(writing(SHORT));
    }

    @Test
    @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void patientWrites() throws Exception {
        storm(writing(LONG));
    }

    private BatchQueue<Request, Long> writing(Duration patience) {
        return new WriteBatchQueue<>(
                statement,
                patience,
                new RoundTrip(PERMITS, System::nanoTime),
                Request::row,
                2,
                Duration.ofMillis(2),
                PlannedStatement.LONG_LOCK_WAIT);
    }

    /** A recursion without end, with a call at each level: at some level the stack ends within the call. */
    @Test
    @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aStackThatEndsWithinACall_strandsNobody() throws Exception {
        BatchQueue<Request, Long> queue = writing(LONG);
        for (int i = 0; i < 2_000; i++) {
            warmUp(queue); // classes that are loaded near the end of a stack stay broken
        }
        List<Thread> others = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Thread other = new Thread(() -> callAgainAndAgain(queue), "other");
            other.setDaemon(true);
            other.start();
            others.add(other);
        }
        for (int i = 0; i < 5; i++) {
            Thread deep = new Thread(null, () -> callNearTheEnd(queue, Integer.MAX_VALUE), "deep", 256 * 1024);
            deep.setDaemon(true);
            deep.start();
            deep.join(20_000);
            assertThat(deep.isAlive()).isFalse();
        }
        ended = true;
        for (Thread other : others) {
            other.join(30_000);
            assertThat(other.isAlive()).as("a caller waits for ever").isFalse();
        }
        assertAllPermitsAreFree(queue);
    }

    private void warmUp(BatchQueue<Request, Long> queue) {
        call(queue, new Request(1, numbers.incrementAndGet(), false));
    }

    /** Calls at the deepest level that there is, then at each one above until one has room for it. */
    private boolean callNearTheEnd(BatchQueue<Request, Long> queue, int levels) {
        boolean called;
        try {
            called = levels > 0 && callNearTheEnd(queue, levels - 1);
        } catch (StackOverflowError e) {
            called = false;
        }
        if (!called) {
            try {
                warmUp(queue);
                called = true;
            } catch (StackOverflowError e) {
                called = false;
            }
        }
        return called;
    }
}
