package dev.coffer.storage;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs what somebody on call has to know, such as a server that is away: one line when it begins and one when it is over, however many
 * operations meet it. Only who finds its beginning or its end waits for the log.
 */
final class Incidents {
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
    private static final Map<Class<?>, Level> LEVELS = Map.of(
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
    private final AtomicReference<Map<Class<?>, Incident>> present = new AtomicReference<>(Map.of());

    /** Between two times of {@link System#nanoTime()}. */
    private record Incident(String outcome, long since, long until) {
        Incident lasting(Incident again) {
            return again.until - until > 0 ? new Incident(outcome, since, again.until) : this;
        }
    }

    Incidents(String url, String provider, LongSupplier nanoTime) {
        storage = StorageUrl.redacted(url);
        this.provider = provider;
        this.nanoTime = nanoTime;
    }

    void failed(Operation.Name operation, StorageException error) {
        Class<?> type = error.getClass();
        Level level = LEVELS.get(type);
        if (level == null || (error instanceof AccessDenied refused && refused.isOfUser())) {
            return;
        }
        long now = nanoTime.getAsLong();
        Incident incident = new Incident(Completion.outcome(error), now, now);
        if (!present.getAndUpdate(known -> with(known, type, incident)).containsKey(type)) {
            line(level, incident)
                    .addKeyValue("operation", operation.toString())
                    .log("operations fail: {}", error.getMessage());
        }
    }

    private static Map<Class<?>, Incident> with(Map<Class<?>, Incident> known, Class<?> type, Incident incident) {
        Map<Class<?>, Incident> all = new HashMap<>(known);
        all.merge(type, incident, Incident::lasting);
        return all;
    }

    void succeeded() {
        Map<Class<?>, Incident> known = Objects.requireNonNull(present.get());
        if (!known.isEmpty()) {
            endAfterCalm(known, nanoTime.getAsLong());
        }
    }

    private void endAfterCalm(Map<Class<?>, Incident> all, long now) {
        if (all.entrySet().stream().anyMatch(one -> isOver(one, now))) {
            present.getAndUpdate(known -> without(known, now)).entrySet().stream()
                    .filter(one -> isOver(one, now))
                    .forEach(ended -> logEnd(ended.getValue()));
        }
    }

    private static Map<Class<?>, Incident> without(Map<Class<?>, Incident> known, long now) {
        Map<Class<?>, Incident> all = new HashMap<>(known);
        all.entrySet().removeIf(one -> isOver(one, now));
        return all;
    }

    /** A damaged file stays so, whatever else can be read of it. */
    private static boolean isOver(Map.Entry<Class<?>, Incident> known, long now) {
        return known.getKey() != Corrupt.class && now - known.getValue().until >= CALM.toNanos();
    }

    private void logEnd(Incident incident) {
        line(Level.INFO, incident)
                .addKeyValue(
                        "seconds",
                        Duration.ofNanos(incident.until - incident.since).toSeconds())
                .log("operations succeed again");
    }

    private LoggingEventBuilder line(Level level, Incident incident) {
        return LOG.atLevel(level)
                .addKeyValue("storage", storage)
                .addKeyValue("provider", provider)
                .addKeyValue("outcome", incident.outcome);
    }
}
