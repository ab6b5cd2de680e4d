package dev.coffer.storage.sqlite;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved. */
final class MovableClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-01-02T03:04:05.678901Z");

    @Override
    public Instant instant() {
        return now;
    }

    void move(Duration duration) {
        now = now.plus(duration);
    }
}
