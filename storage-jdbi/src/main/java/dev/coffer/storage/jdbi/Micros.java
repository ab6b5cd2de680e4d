package dev.coffer.storage.jdbi;

import java.time.Instant;

/** Instants as whole microseconds from 1970, which every database can keep. */
public final class Micros {
    private static final long PER_SECOND = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    private Micros() {}

    /** How many it is. */
    public static long of(Instant instant) {
        return instant.getEpochSecond() * PER_SECOND + instant.getNano() / NANOS_PER_MICRO;
    }

    /** The instant that it is. */
    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS_PER_MICRO);
    }
}
