package dev.coffer.storage.postgres;

import java.time.Instant;

/** Instants as PostgreSQL sends them: microseconds from the year 2000, and two that are no time at all. */
final class BinaryTime {
    private static final long EPOCH = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();
    private static final long MICROS = 1_000_000;
    private static final long NANOS = 1_000;
    private static final long EARLIEST = of(Instant.parse("0001-01-01T00:00:00Z"));
    private static final long BEHIND = of(Instant.parse("9999-12-31T23:59:59.999999Z")) + 1;

    private BinaryTime() {}

    static long of(Instant instant) {
        return (instant.getEpochSecond() - EPOCH) * MICROS + instant.getNano() / NANOS;
    }

    /** Whether it is of the years 1 to 9999. */
    static boolean isInstant(long time) {
        return time >= EARLIEST && time < BEHIND;
    }

    static Instant instant(long time) {
        return Instant.ofEpochSecond(EPOCH + Math.floorDiv(time, MICROS), Math.floorMod(time, MICROS) * NANOS);
    }

    /** Also of those that are none. */
    static String text(long time) {
        if (time == Long.MAX_VALUE) {
            return "infinity";
        }
        return time == Long.MIN_VALUE ? "-infinity" : instant(time).toString();
    }
}
