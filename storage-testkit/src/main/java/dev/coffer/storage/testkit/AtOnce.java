package dev.coffer.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Tasks that begin at the same moment, each on a thread of its own, and have a minute to end. */
final class AtOnce {
    private static final long SECONDS = 60;

    private AtOnce() {}

    @FunctionalInterface
    interface Task<T> {
        /** Does the work of the thread with this number, from 0. */
        T run(int thread) throws Exception;
    }

    /**
     * What became of a task.
     *
     * @param result what it returned, if it did
     * @param error what it threw, if it did
     */
    record Ended<T>(Optional<T> result, Optional<Throwable> error) {}

    /** What the tasks returned; none of them may throw. */
    static <T> List<T> results(int threads, Task<T> task) {
        List<Ended<T>> ended = run(threads, task);
        assertThat(ended).flatExtracting(end -> end.error().stream().toList()).isEmpty();
        return ended.stream().flatMap(end -> end.result().stream()).toList();
    }

    /** What became of each task. */
    static <T> List<Ended<T>> run(int threads, Task<T> task) {
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                futures.add(executor.submit(() -> {
                    start.await(SECONDS, TimeUnit.SECONDS);
                    return task.run(thread);
                }));
            }
            return futures.stream().map(AtOnce::ended).toList();
        } finally {
            executor.shutdownNow();
        }
    }

    @FunctionalInterface
    interface Round {
        /** Does one round, from 1, of the work of the thread with this number, from 0. */
        void run(int thread, int round) throws Exception;
    }

    /** Repeats the task on every thread until all have had so many rounds, so that none works alone; no round may throw. */
    static void rounds(int threads, int rounds, Round task) {
        CountDownLatch working = new CountDownLatch(threads);
        results(threads, thread -> {
            boolean counted = false;
            try {
                for (int round = 1; round <= rounds || working.getCount() > 0; round++) {
                    task.run(thread, round);
                    if (round == rounds) {
                        counted = true;
                        working.countDown();
                    }
                }
            } finally {
                if (!counted) {
                    working.countDown();
                }
            }
            return thread;
        });
    }

    /** Runs a task on a thread of its own; the caller goes on. */
    static <T> Future<T> beside(Task<T> task) {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            return executor.submit(() -> task.run(0));
        } finally {
            executor.shutdown();
        }
    }

    /** What became of a task, when it ends. */
    static <T> Ended<T> ended(Future<T> future) {
        try {
            return new Ended<>(Optional.of(future.get(SECONDS, TimeUnit.SECONDS)), Optional.empty());
        } catch (ExecutionException e) {
            @Nullable Throwable cause = e.getCause();
            return new Ended<>(Optional.empty(), Optional.of(cause == null ? e : cause));
        } catch (TimeoutException e) {
            return new Ended<>(Optional.empty(), Optional.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ended<>(Optional.empty(), Optional.of(e));
        }
    }

    /** Gives a task that may have to wait for the caller some time to end. */
    static void giveTimeTo(Future<?> future) {
        try {
            assertThat(future.get(200, TimeUnit.MILLISECONDS)).isNotNull();
        } catch (TimeoutException | ExecutionException e) {
            assertThat(future).isNotCancelled(); // what became of it is asked later
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the task returned, which must not have thrown. */
    static <T> T result(Future<T> future) {
        Ended<T> ended = ended(future);
        assertThat(ended.error()).isEmpty();
        return ended.result().orElseThrow();
    }

    /** Waits until another thread has come so far. */
    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(SECONDS, TimeUnit.SECONDS))
                    .as("the other thread came so far")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
