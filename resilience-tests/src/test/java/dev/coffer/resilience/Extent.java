package dev.coffer.resilience;

import java.time.Duration;

/** How much of a scenario is run: all of it by the profile {@code full-resilience}, a part of it in every build. */
final class Extent {
    private static final boolean FULL = Boolean.getBoolean("coffer.resilience.full");

    private Extent() {}

    static <T> T of(T brief, T full) {
        return FULL ? full : brief;
    }

    static Duration seconds(int brief, int full) {
        return Duration.ofSeconds(of(brief, full));
    }
}
