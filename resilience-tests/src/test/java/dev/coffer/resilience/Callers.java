package dev.coffer.resilience;

import dev.coffer.resilience.Tally.Attempt;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Threads that call without a pause until they are told to end, and how each was served. */
final class Callers {
    private static final int LONGEST_MILLIS = 60_000;

    private final Calls calls;
    private final Tally tally;
    private final List<Thread> threads;
    private final AtomicIntegerArray served;
    private final AtomicIntegerArray byMillis = new AtomicIntegerArray(LONGEST_MILLIS + 1);
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final ReadWriteLock rest = new ReentrantReadWriteLock(true);
    private volatile boolean ended;

    /** Makes the next call of a thread that has made so many. */
    @FunctionalInterface
    interface Calls {
        void call(int thread, long before);
    }

    Callers(int count, ThreadFactory factory, Calls calls, Tally tally) {
        this.calls = calls;
        this.tally = tally;
        served = new AtomicIntegerArray(count);
        threads = IntStream.range(0, count)
                .mapToObj(thread -> factory.newThread(() -> repeat(thread)))
                .toList();
        threads.forEach(Thread::start);
    }

    private void repeat(int thread) {
        try {
            for (long before = 0; !ended; before++) {
                rest.readLock().lock();
                try {
                    call(thread, before);
                } finally {
                    rest.readLock().unlock();
                }
            }
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    private void call(int thread, long before) {
        long begun = System.nanoTime();
        Attempt<Callers> attempt = tally.call(() -> {
            calls.call(thread, before);
            return this;
        });
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        byMillis.incrementAndGet((int) Math.min(millis, LONGEST_MILLIS));
        attempt.error().ifPresentOrElse(failures::add, () -> served.incrementAndGet(thread));
    }

    /** Looks at something while none of them is in a call. */
    <T> T atRest(Supplier<T> look) {
        rest.writeLock().lock();
        try {
            return look.get();
        } finally {
            rest.writeLock().unlock();
        }
    }

    /** Returns when the last call of each has ended. */
    void end(Duration patience) throws InterruptedException {
        ended = true;
        long deadline = System.nanoTime() + patience.toNanos();
        for (Thread thread : threads) {
            thread.join(
                    Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
        }
    }

    /** How many have not ended. */
    long alive() {
        return threads.stream().filter(Thread::isAlive).count();
    }

    /** What calls failed with. */
    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** How many calls of the thread that was served least have succeeded. */
    int least() {
        return served()[0];
    }

    int median() {
        return served()[served.length() / 2];
    }

    private int[] served() {
        return IntStream.range(0, served.length()).map(served::get).sorted().toArray();
    }

    /** How long the longest call has taken, to the next millisecond. */
    Duration longest() {
        return quantile(1);
    }

    private Duration quantile(double share) {
        long all =
                IntStream.range(0, byMillis.length()).mapToLong(byMillis::get).sum();
        long quicker = byMillis.get(0);
        int millis = 0;
        while (quicker < all * share) {
            millis++;
            quicker += byMillis.get(millis);
        }
        return Duration.ofMillis(millis + 1L);
    }

    /** The figures. */
    @Override
    public String toString() {
        return "half of the calls within %,d ms, 99 %% within %,d ms, all within %,d ms; each thread was served %,d to %,d times"
                .formatted(
                        quantile(0.5).toMillis(),
                        quantile(0.99).toMillis(),
                        longest().toMillis(),
                        least(),
                        served()[served.length() - 1]);
    }
}
