package dev.coffer.storage;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs what somebody on call has to know, such as a server that is away: one line when it begins and one when it is over, however many
 * operations meet it.
 */
final class Incidents {
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
    private static final Map<Class<? extends StorageException>, Level> LEVELS = Map.of(
            Unavailable.class, Level.WARN,
            AccessDenied.class, Level.WARN,
            ResourceExhausted.class, Level.WARN,
            SchemaMismatch.class, Level.ERROR,
            Corrupt.class, Level.ERROR);

    /** What comes and goes is one incident, and so is not over before so long without it. */
    private static final Duration CALM = Duration.ofSeconds(10);

    private final String storage;
    private final String provider;
    private final LongSupplier nanoTime;
    private final Map<Class<? extends StorageException>, Incident> present = new ConcurrentHashMap<>();

    /** Between two times of {@link System#nanoTime()}. */
    private record Incident(String outcome, long since, long until) {}

    Incidents(String url, String provider, LongSupplier nanoTime) {
        storage = StorageUrl.redacted(url);
        this.provider = provider;
        this.nanoTime = nanoTime;
    }

    void failed(Operation.Name operation, StorageException error) {
        if (LEVELS.containsKey(error.getClass())) {
            present.compute(error.getClass(), (type, known) -> {
                long now = nanoTime.getAsLong();
                return known == null ? begun(operation, error, now) : new Incident(known.outcome, known.since, now);
            });
        }
    }

    private Incident begun(Operation.Name operation, StorageException error, long now) {
        Incident incident = new Incident(Completion.outcome(error), now, now);
        line(LEVELS.getOrDefault(error.getClass(), Level.WARN), incident)
                .addKeyValue("operation", operation.toString())
                .log("operations fail: {}", error.getMessage());
        return incident;
    }

    void succeeded() {
        if (!present.isEmpty()) {
            present.keySet().forEach(this::endAfterCalm);
        }
    }

    /** A damaged file stays so, whatever else can be read of it. */
    private void endAfterCalm(Class<? extends StorageException> type) {
        present.computeIfPresent(type, (same, incident) -> {
            if (type == Corrupt.class || nanoTime.getAsLong() - incident.until < CALM.toNanos()) {
                return incident;
            }
            line(Level.INFO, incident)
                    .addKeyValue(
                            "seconds",
                            Duration.ofNanos(incident.until - incident.since).toSeconds())
                    .log("operations succeed again");
            return null;
        });
    }

    private LoggingEventBuilder line(Level level, Incident incident) {
        return LOG.atLevel(level)
                .addKeyValue("storage", storage)
                .addKeyValue("provider", provider)
                .addKeyValue("outcome", incident.outcome);
    }
}
