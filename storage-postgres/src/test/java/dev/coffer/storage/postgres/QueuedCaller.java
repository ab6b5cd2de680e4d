package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A thread with one call to a {@link BatchQueue}. */
final class QueuedCaller<R> {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FutureTask<R> call;
    private final Thread thread;
    private volatile boolean interruptedAfter;

    private QueuedCaller(Callable<R> call) {
        this.call = new FutureTask<>(() -> {
            try {
                return call.call();
            } finally {
                interruptedAfter = Thread.interrupted();
            }
        });
        thread = new Thread(this.call, "caller");
        thread.setDaemon(true);
    }

    static <R> QueuedCaller<R> start(Callable<R> call) {
        QueuedCaller<R> caller = new QueuedCaller<>(call);
        caller.thread.start();
        return caller;
    }

    /** Returns when it waits in a queue. */
    QueuedCaller<R> awaitQueued() {
        await(this::isQueued);
        return this;
    }

    boolean isQueued() {
        return LockSupport.getBlocker(thread) instanceof Place;
    }

    void interrupt() {
        thread.interrupt();
    }

    R result() throws Exception {
        return call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    boolean isDone() {
        return call.isDone();
    }

    /** Whether its thread was interrupted when the call had ended. */
    boolean interruptedAfter() {
        assertThat(call.isDone()).isTrue();
        return interruptedAfter;
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("it happens in time").isNegative();
            Thread.onSpinWait();
        }
    }
}
