package dev.coffer.storage.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels reads that run too long. One thread looks now and then: the driver's own timer is woken twice by each statement, which
 * takes as much processor time as sending it.
 */
final class ReadDeadlines implements ReadLimit, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadDeadlines.class);
    private static final int LOOKS_IN_THE_TIME = 20;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);

    private final long nanos;
    private final ScheduledFuture<?> looks;
    private final Map<PreparedStatement, Long> running = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "coffer-read-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    /** Of so much time for each. */
    ReadDeadlines(Duration time) {
        nanos = time.toNanos();
        long pause = Math.max(SHORTEST_PAUSE.toNanos(), nanos / LOOKS_IN_THE_TIME);
        looks = timer.scheduleWithFixedDelay(this::cancelOverdue, pause, pause, TimeUnit.NANOSECONDS);
    }

    @Override
    public void begin(PreparedStatement statement) {
        running.put(statement, System.nanoTime() + nanos);
    }

    @Override
    public boolean end(PreparedStatement statement) {
        Long end = running.remove(statement);
        return end != null && end - System.nanoTime() > 0;
    }

    /** A statement that does not run any more is not cancelled, nor is what its connection does then: the driver knows. */
    private void cancelOverdue() {
        long now = System.nanoTime();
        running.forEach((statement, end) -> {
            if (end - now < 0) {
                cancel(statement);
            }
        });
    }

    private static void cancel(PreparedStatement statement) {
        try {
            statement.cancel();
        } catch (SQLException | RuntimeException e) { // which would end the looking
            LOG.debug("a read that ran too long could not be cancelled", e);
        }
    }

    @Override
    public void close() {
        looks.cancel(false);
        timer.shutdown();
    }
}
