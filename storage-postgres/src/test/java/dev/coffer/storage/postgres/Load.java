package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Calls without a pause from several threads, until it is closed. */
final class Load implements AutoCloseable {
    private final AtomicLong done = new AtomicLong();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;
    private volatile boolean ended;

    Load(int threads, Runnable call) {
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

    /** Returns when so many calls more have succeeded. */
    void awaitCalls(long more) throws InterruptedException {
        long goal = done.get() + more;
        while (done.get() < goal) {
            Thread.sleep(10);
        }
    }

    /** What has failed so far. */
    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    void assertNoneFailed() {
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
