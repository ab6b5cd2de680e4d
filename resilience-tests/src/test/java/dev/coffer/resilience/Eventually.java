package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Waits for what comes by itself. */
final class Eventually {
    private static final Duration PAUSE = Duration.ofMillis(5);

    private Eventually() {}

    /** Returns when it holds, and fails with what it fails by if it does not within this time. */
    static void holds(Duration patience, ThrowingCallable assertion) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Throwable failure = catchThrowable(assertion); failure != null; failure = catchThrowable(assertion)) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + patience, failure);
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }
}
