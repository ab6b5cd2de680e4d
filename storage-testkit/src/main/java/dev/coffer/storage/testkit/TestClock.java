package dev.coffer.storage.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it. */
final class TestClock implements InstantSource {
    /** The smallest step of time that a storage keeps. */
    static final Duration MICROSECOND = Duration.ofNanos(1_000);

    private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    void advance(Duration duration) {
        set(now.plus(duration));
    }

    void set(Instant instant) {
        now = instant;
    }
}
