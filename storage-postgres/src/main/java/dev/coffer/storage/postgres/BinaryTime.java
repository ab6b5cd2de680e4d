package dev.coffer.storage.postgres;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Instants as PostgreSQL sends them: microseconds from the year 2000, and two that are no time at all. */
final class BinaryTime {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long EPOCH_MICROS =
            TimeUnit.SECONDS.toMicros(Instant.parse("2000-01-01T00:00:00Z").getEpochSecond());

    private BinaryTime() {}

    /** Microseconds from 1970. */
    static long micros(Instant instant) {
        return instant.getEpochSecond() * MICROS_PER_SECOND + instant.getNano() / NANOS_PER_MICRO;
    }

    /** Of microseconds from 1970. */
    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
    }

    /** Of microseconds from 1970. */
    static long ofMicros(long micros) {
        return micros - EPOCH_MICROS;
    }

    /** Microseconds from 1970; infinity stays what no instant is. */
    static long micros(long time) {
        return time == Long.MAX_VALUE || time == Long.MIN_VALUE ? time : time + EPOCH_MICROS;
    }
}
