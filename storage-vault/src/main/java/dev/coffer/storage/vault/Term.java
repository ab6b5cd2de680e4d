package dev.coffer.storage.vault;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long something lasts that Vault has given.
 *
 * @param begun by {@link System#nanoTime}, before it was asked for
 * @param length as Vault says
 * @param beforeRenewal about two thirds of it, so that many who began together do not renew together
 */
record Term(long begun, Duration length, Duration beforeRenewal) {
    private static final double RENEWED_AFTER = 2.0 / 3;
    private static final double JITTER = 0.1;
    private static final int PARTS = 10;
    private static final Duration LONGEST_MARGIN = Duration.ofSeconds(1);

    static Term of(long begun, Duration length) {
        double jitter = 1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
        return new Term(begun, length, Duration.ofNanos(Math.round(length.toNanos() * RENEWED_AFTER * jitter)));
    }

    /** Not less than nothing. */
    Duration left() {
        return left(length);
    }

    /** Not less than nothing. Until a little before its end, so that what runs then is done when it comes. */
    Duration usable() {
        Duration part = length.dividedBy(PARTS);
        return left(length.minus(part.compareTo(LONGEST_MARGIN) < 0 ? part : LONGEST_MARGIN));
    }

    /** Not less than nothing. */
    Duration untilDue() {
        return left(beforeRenewal);
    }

    private Duration left(Duration time) {
        Duration left = time.minusNanos(System.nanoTime() - begun);
        return left.isNegative() ? Duration.ZERO : left;
    }

    boolean isDue() {
        return untilDue().isZero();
    }

    boolean hasEnded() {
        return left().isZero();
    }

    /** Whether it is so much shorter than it was at first that another one is needed. */
    boolean isRunningOut(Duration first) {
        return length.multipliedBy(2).compareTo(first) < 0;
    }
}
