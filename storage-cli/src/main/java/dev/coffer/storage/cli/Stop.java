package dev.coffer.storage.cli;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets SIGINT and SIGTERM end the work between two chunks of it: they interrupt its thread, wait a while for it, and make it the
 * process's own exit.
 */
final class Stop {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_INTERRUPTS = Duration.ofMillis(100);

    private final Thread worker;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Runnable farewell = () -> {};
    private volatile boolean begun;
    private volatile boolean requested;
    private volatile int exitCode = ExitCode.INTERRUPTED.number();

    Stop(Thread worker) {
        this.worker = worker;
    }

    /** Whether the work is to end. */
    boolean isRequested() {
        return requested;
    }

    /** From now on there is something that must not be left half done. Until then nobody waits, as for an answer to a prompt. */
    void begins() {
        begun = true;
    }

    /** What is to be said if the work does not end in time. */
    void otherwise(Runnable print) {
        farewell = print;
    }

    /** The work has ended by itself; the process is about to. */
    void ended(int code) {
        exitCode = code;
        ended.countDown();
    }

    /** For the process's end: empty if it ends as it was going to. */
    OptionalInt request() throws InterruptedException {
        if (ended.getCount() == 0) {
            return OptionalInt.empty();
        }
        requested = true;
        if (!begun) {
            return OptionalInt.of(exitCode);
        }
        long begin = System.nanoTime();
        boolean inTime = false;
        while (!inTime && System.nanoTime() - begin < PATIENCE.toNanos()) {
            worker.interrupt(); // again: whoever waits for something else may have swallowed it
            inTime = ended.await(BETWEEN_INTERRUPTS.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (!inTime) {
            farewell.run();
        }
        return OptionalInt.of(exitCode);
    }
}
