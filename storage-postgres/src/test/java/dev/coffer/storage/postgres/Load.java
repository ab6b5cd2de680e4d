package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Calls without a pause from several threads, until it is closed. */
public final class Load implements AutoCloseable {
    private final AtomicLong done = new AtomicLong();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;
    private volatile boolean ended;

    public Load(int threads, Runnable call) {
        this.threads = Stream.generate(() -> new Thread(() -> repeat(call), "load"))
                .limit(threads)
                .toList();
        this.threads.forEach(Thread::start);
    }

    private void repeat(Runnable call) {
        while (!ended) {
            try {
                call.run();
                done.incrementAndGet();
            } catch (RuntimeException | Error e) {
                failures.add(e);
            }
        }
    }

    /** How many calls have succeeded. */
    public long done() {
        return done.get();
    }

    /** Returns when so many calls more have succeeded. */
    public void awaitCalls(long more) throws InterruptedException {
        long goal = done.get() + more;
        while (done.get() < goal) {
            Thread.sleep(10);
        }
    }

    /** What has failed so far. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    public void assertNoneFailed() {
        assertThat(failures).isEmpty();
    }

    @Override
    public void close() {
        ended = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
