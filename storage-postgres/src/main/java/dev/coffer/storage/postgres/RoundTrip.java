package dev.coffer.storage.postgres;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How far away the server is, and from that, how many statements of a kind are to be under way at once when there are more than
 * twice as many callers as connections. On a near one few, so that much queues for the next; on a far one as many as there are connections, as most of
 * the time they are on their way.
 */
final class RoundTrip {
    private static final long FAR = Duration.ofNanos(400_000).toNanos();

    /** So many times as many callers as connections: with fewer of them, batches are too small to make up for the permits. */
    private static final int CROWD = 2;

    private static final int PERMITS_NEAR =
            Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));

    /** What is older than two of them is forgotten. */
    private static final long WINDOW = Duration.ofSeconds(90).toNanos();

    private final int poolSize;
    private final AtomicInteger callers = new AtomicInteger();
    private final LongSupplier ticker;
    private volatile Window window;

    /** The least of one stretch of time, and of the one before. */
    private record Window(long began, long least, long leastBefore) {}

    /**
     * Not known yet, which counts as far.
     *
     * @param ticker nanoseconds since some moment
     */
    RoundTrip(int poolSize, LongSupplier ticker) {
        this.poolSize = poolSize;
        this.ticker = ticker;
        window = new Window(ticker.getAsLong(), Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** On the clock that it was given, in nanoseconds. */
    long now() {
        return ticker.getAsLong();
    }

    int poolSize() {
        return poolSize;
    }

    /** One caller more, of whatever kind; returns how many there are now. */
    int enter() {
        return callers.incrementAndGet();
    }

    /** Who is being served, or waits. */
    int callers() {
        return callers.get();
    }

    /** One caller less; returns whether there may be more permits now. */
    boolean leave() {
        return callers.decrementAndGet() == CROWD * poolSize;
    }

    /** How many statements of a kind may be under way now. */
    int permits() {
        return permits(callers.get());
    }

    /** Learns how long something took; the least counts. Of two at the same time one may be missed. */
    void took(long nanos) {
        long now = ticker.getAsLong();
        Window known = window;
        if (now - known.began > WINDOW) {
            window = new Window(now, nanos, known.least);
        } else if (nanos < known.least) {
            window = new Window(known.began, nanos, known.leastBefore);
        }
    }

    /**
     * How many statements of a kind may be under way at once.
     *
     * @param callers how many there are that have to be served by them
     */
    int permits(int callers) {
        return callers > CROWD * poolSize && isNear() ? Math.min(PERMITS_NEAR, poolSize) : poolSize;
    }

    boolean isNear() {
        Window known = window;
        return Math.min(known.least, known.leastBefore) < FAR;
    }
}
