package dev.coffer.storage.postgres;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When to try again what was tried in vain: a second later, then later and later, up to once a minute, and not at the same moment as
 * others that began to fail together. Changed by one thread at a time.
 */
final class Backoff {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** Of the pause, at most, to both sides. */
    private static final double JITTER = 0.1;

    private volatile Duration pause = SHORTEST;
    private volatile long over = System.nanoTime();

    /** Begins a pause, and makes the next one twice as long. */
    void pause() {
        double jitter = 1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
        over = System.nanoTime() + Math.round(pause.toNanos() * jitter);
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }

    /** Begins a pause at least as long as the shortest. */
    void pauseShortly() {
        over = Math.max(over, System.nanoTime() + SHORTEST.toNanos());
    }

    /** What succeeded need not be waited for so long the next time. */
    void shorten() {
        pause = SHORTEST;
    }

    boolean isOver() {
        return left().isZero();
    }

    /** What is left of the present pause. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, over - System.nanoTime()));
    }
}
