package dev.coffer.storage;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Lets calls in until it is closed, then waits for those inside. */
final class OpenGate {
    private static final long CLOSED = Long.MIN_VALUE;

    /** How many are inside; plus {@link #CLOSED} once it is closed. */
    private final AtomicLong inside = new AtomicLong();

    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch empty = new CountDownLatch(1);

    void enter() {
        if (inside.incrementAndGet() < 0) {
            leave();
            throw new IllegalStateException("this storage is closed");
        }
    }

    boolean isClosed() {
        return inside.get() < 0;
    }

    void leave() {
        if (inside.decrementAndGet() == CLOSED) {
            empty.countDown();
        }
    }

    /** Waits for those inside, so long at most; false, at once, if it was closed before. */
    boolean close(Duration timeout) {
        if (!closing.compareAndSet(false, true)) {
            return false;
        }
        if (inside.addAndGet(CLOSED) == CLOSED) {
            return true;
        }
        boolean interrupted = false;
        long end = System.nanoTime() + timeout.toNanos();
        for (long left = timeout.toNanos(); left > 0; left = end - System.nanoTime()) {
            try {
                if (empty.await(left, TimeUnit.NANOSECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return true;
    }
}
