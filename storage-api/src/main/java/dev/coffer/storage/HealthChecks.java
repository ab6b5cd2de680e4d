package dev.coffer.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks a storage, one check at a time, whoever asks: many probes cost no more than one. Its thread lives as long as somebody
 * asks.
 */
final class HealthChecks {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofMillis(250);
    private static final Duration KEPT = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Supplier<Health.Builder> begin;
    private final Consumer<Health.Builder> check;
    private final Consumer<Health.Builder> withoutAnswer;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, IDLE.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), HealthChecks::daemon);
    private @Nullable Check latest;

    /**
     * Of one storage.
     *
     * @param begin gives where findings are collected
     * @param check looks, and may wait
     * @param withoutAnswer tells what can be told at once, while a check has no answer
     */
    HealthChecks(
            Supplier<Health.Builder> begin, Consumer<Health.Builder> check, Consumer<Health.Builder> withoutAnswer) {
        this.begin = begin;
        this.check = check;
        this.withoutAnswer = withoutAnswer;
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable work) {
        Thread daemon = new Thread(work, "coffer-health");
        daemon.setDaemon(true);
        return daemon;
    }

    /** A check that runs, or has ended. */
    private static final class Check {
        private final long begunAt = System.nanoTime();
        private final CompletableFuture<Health> answer = new CompletableFuture<>();
        private volatile long endedAt;

        boolean isGood() {
            return !answer.isDone() || System.nanoTime() - endedAt < KEPT.toNanos();
        }

        void end(Health health) {
            endedAt = System.nanoTime();
            answer.complete(health);
        }

        /** What it has found, if that comes in time. */
        Optional<Health> await(long nanos) throws InterruptedException {
            try {
                return Optional.of(answer.get(nanos, TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                return Optional.empty();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a check always ends with an answer", e);
            }
        }

        long nanosLeft() {
            return begunAt + LONGEST_WAIT.minus(GRACE).toNanos() - System.nanoTime();
        }
    }

    /** What the check finds that is running or was a moment ago, else a new one. */
    Health health() {
        try {
            Check check = current();
            Optional<Health> answer = check.await(check.nanosLeft());
            return answer.isPresent() ? answer.get() : overdue(check);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return told(findings -> findings.down("the thread that asked was interrupted before there was an answer"));
        } catch (RuntimeException | Error e) { // such as that no thread can be had
            return told(findings -> findings.down(failure(e)));
        }
    }

    /** A connection may have become free this moment, and the check not have ended. */
    private Health overdue(Check check) throws InterruptedException {
        Health told = told(withoutAnswer);
        return told.status() == Health.Status.DOWN
                ? check.await(GRACE.toNanos()).orElseGet(() -> told(withoutAnswer))
                : told;
    }

    private synchronized Check current() {
        if (latest == null || !latest.isGood()) {
            Check next = new Check();
            thread.execute(() -> next.end(told(findings -> run(next, findings))));
            latest = next;
        }
        return latest;
    }

    /** What was found is not so any more. */
    synchronized void forget() {
        latest = null;
    }

    private void run(Check running, Health.Builder findings) {
        check.accept(findings);
        findings.took(Duration.ofNanos(System.nanoTime() - running.begunAt));
    }

    /** A provider's own failure is a finding too, and so is that of the host's clock: somebody waits for an answer. */
    private Health told(Consumer<Health.Builder> finding) {
        Health.Builder findings;
        try {
            findings = begin.get();
        } catch (Throwable e) {
            return new Health.Builder(Instant.now())
                    .down("the clock failed: " + e.getClass().getSimpleName())
                    .build();
        }
        try {
            finding.accept(findings);
        } catch (StorageException e) {
            findings.down(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        } catch (Throwable e) {
            findings.down(failure(e));
        }
        return findings.build();
    }

    private static String failure(Throwable error) {
        return "the check itself failed: " + error.getClass().getSimpleName();
    }
}
