package dev.coffer.storage.micrometer;

import dev.coffer.storage.Operation;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.observation.ObservationRegistry;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes meters, spans or both of what storages do:
 *
 * <pre>{@code
 * StorageConfig.forUrl(url).listener(MicrometerListener.of(meterRegistry)).build()
 * }</pre>
 *
 * <p>Meters, in Micrometer's notation; times are measured in seconds:
 *
 * <ul>
 *   <li>{@code coffer.operations}, a timer by {@code provider}, {@code operation} ({@link Operation.Name}) and {@code outcome} ({@link
 *       dev.coffer.storage.Completion#outcome()});
 *   <li>{@code coffer.rows}, a counter of the users, sessions, tokens and items found, written or deleted, by {@code provider} and
 *       {@code operation};
 *   <li>{@code coffer.purged}, a counter of what purges have deleted, by {@code provider} and {@code kind}: {@code sessions},
 *       {@code tokens}, {@code key_values}, {@code applied_keys};
 *   <li>{@code coffer.health}, a gauge by {@code provider}: 1 is up, 0.5 degraded, 0 down, of several open storages the worst. To read it asks
 *       {@link Storage#health()}, and so takes up to 2 seconds;
 *   <li>{@code coffer.credentials.expiry} and {@code coffer.certificate.expiry}, gauges by {@code provider}: when those in use end, in seconds since 1970, the
 *       first of several; {@code NaN} if they do not;
 *   <li>{@code hikaricp.connections} and others by {@code pool}, as HikariCP's own binder makes them.
 * </ul>
 *
 * <p>An observation is called {@code coffer.operation}, its span such as {@code coffer sessions.find}, with the three key values of the
 * timer. It is in scope as long as the operation, so that those within it, and those of the driver, are its children.
 *
 * <p>All values come from closed lists: there is no id, no name of a namespace and no address among them. One listener may serve many storages;
 * to tell those of one provider apart, give each a listener of its own {@link #with} a tag. Safe for many threads.
 */
public final class MicrometerListener implements StorageListener {
    private final Optional<MeterRegistry> registry;
    private final Optional<ObservationRegistry> observations;
    private final Tags tags;
    private final Optional<OperationMeters> meters;
    private final Optional<OperationSpans> spans;
    private final Optional<HealthMeters> health;

    private MicrometerListener(
            Optional<MeterRegistry> registry, Optional<ObservationRegistry> observations, Tags tags) {
        this.registry = registry;
        this.observations = observations;
        this.tags = tags;
        meters = registry.map(given -> new OperationMeters(given, tags));
        spans = observations.map(given -> new OperationSpans(given, tags));
        health = registry.map(given -> new HealthMeters(given, tags));
    }

    /**
     * {@return a listener that makes meters}
     *
     * @param registry where they are registered
     */
    public static MicrometerListener of(MeterRegistry registry) {
        return new MicrometerListener(
                Optional.of(Objects.requireNonNull(registry, "registry")), Optional.empty(), Tags.empty());
    }

    /**
     * {@return a listener that makes observations, of which the host's handlers make spans} Those of Spring Boot make timers as well.
     *
     * @param observations where they are registered
     */
    public static MicrometerListener of(ObservationRegistry observations) {
        return new MicrometerListener(
                Optional.empty(), Optional.of(Objects.requireNonNull(observations, "observations")), Tags.empty());
    }

    /**
     * {@return a listener that makes both}
     *
     * @param registry where meters are registered
     * @param observations where observations are
     */
    public static MicrometerListener of(MeterRegistry registry, ObservationRegistry observations) {
        return new MicrometerListener(
                Optional.of(Objects.requireNonNull(registry, "registry")),
                Optional.of(Objects.requireNonNull(observations, "observations")),
                Tags.empty());
    }

    /**
     * {@return a listener like this one, all of whose meters and observations have one more tag, those of the pools too}
     *
     * @param key such as {@code storage}
     * @param value from a closed list, as each makes meters of its own
     */
    public MicrometerListener with(String key, String value) {
        return new MicrometerListener(registry, observations, tags.and(key, value));
    }

    @Override
    public OperationEnd begin(Operation operation) {
        if (spans.isEmpty()) {
            return meters.orElseThrow().begin(operation);
        }
        OperationEnd span = spans.get().begin(operation);
        if (meters.isEmpty()) {
            return span;
        }
        OperationEnd measured = meters.get().begin(operation);
        return completion -> {
            span.ended(completion);
            measured.ended(completion);
        };
    }

    @Override
    public void opened(Storage storage) {
        health.ifPresent(meters -> meters.opened(storage));
    }

    @Override
    public void closed(Storage storage) {
        health.ifPresent(meters -> meters.closed(storage));
    }

    /** The registry, which adds the tags where there are any: HikariCP's binder knows none. */
    @Override
    public Optional<Object> poolMetrics() {
        return registry.map(given -> tags.stream().findAny().isEmpty() ? given : TaggingRegistries.of(given, tags));
    }
}
