package dev.coffer.storage.postgres;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Instants as PostgreSQL sends them: microseconds from the year 2000, and two that are no time at all. */
final class BinaryTime {
    private static final long EPOCH_MICROS =
            TimeUnit.SECONDS.toMicros(Instant.parse("2000-01-01T00:00:00Z").getEpochSecond());

    private BinaryTime() {}

    /** Of microseconds from 1970. */
    static long ofMicros(long micros) {
        return micros - EPOCH_MICROS;
    }

    /** Microseconds from 1970; infinity stays what no instant is. */
    static long micros(long time) {
        return time == Long.MAX_VALUE || time == Long.MIN_VALUE ? time : time + EPOCH_MICROS;
    }
}
