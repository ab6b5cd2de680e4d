package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Storage;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Threads that write without a pause until they are told to end. */
final class Writers {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<AtomicLong> acknowledged;
    private final List<Thread> threads;
    private volatile boolean ended;

    Writers(int count, Storage storage, Writes writes) {
        acknowledged = Stream.generate(AtomicLong::new).limit(count).toList();
        threads = IntStream.range(0, count)
                .mapToObj(i -> new Thread(() -> writeOn(storage, writes, acknowledged.get(i)), "writer-" + i))
                .toList();
        threads.forEach(Thread::start);
    }

    private void writeOn(Storage storage, Writes writes, AtomicLong count) {
        try {
            while (!ended) {
                count.addAndGet(writes.writeOfEach(storage));
            }
        } catch (RuntimeException | Error e) {
            failures.add(e);
        }
    }

    /** Returns when so many were acknowledged, of all together. */
    void awaitWrites(long total) throws InterruptedException {
        Eventually.holds(PATIENCE, () -> {
            assertThat(failures).isEmpty();
            assertThat(written()).isGreaterThanOrEqualTo(total);
        });
    }

    /** Returns when so many more were. */
    void awaitMore(long count) throws InterruptedException {
        awaitWrites(written() + count);
    }

    private long written() {
        return acknowledged.stream().mapToLong(AtomicLong::get).sum();
    }

    /** How long it takes from now until each of them had a write acknowledged. */
    Duration untilEachHasWritten() throws InterruptedException {
        long begin = System.nanoTime();
        List<Long> before = acknowledged.stream().map(AtomicLong::get).toList();
        Eventually.holds(PATIENCE, () -> {
            assertThat(failures).isEmpty();
            assertThat(IntStream.range(0, before.size()))
                    .allMatch(i -> acknowledged.get(i).get() > before.get(i));
        });
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    void end() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }
}
