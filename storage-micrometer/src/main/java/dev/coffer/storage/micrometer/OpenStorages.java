package dev.coffer.storage.micrometer;

import dev.coffer.storage.Health;
import dev.coffer.storage.Storage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The storages of one provider and their gauges, which are there as long as one is open. */
final class OpenStorages {
    private final List<Storage> storages = new CopyOnWriteArrayList<>();
    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> gauges;

    OpenStorages(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
        gauges = List.of(
                gauge("coffer.health", "1 is up, 0.5 degraded, 0 down", null, OpenStorages::worst),
                gauge(
                        "coffer.credentials.expiry",
                        "When the credentials of the database end, in seconds since 1970",
                        "seconds",
                        open -> open.first(Health::credentialsExpireAt)),
                gauge(
                        "coffer.certificate.expiry",
                        "When the first certificate in use ends, in seconds since 1970",
                        "seconds",
                        open -> open.first(Health::certificateExpiresAt)));
    }

    void add(Storage storage) {
        storages.add(storage);
    }

    boolean isEmptyWithout(Storage storage) {
        storages.remove(storage);
        if (storages.isEmpty()) {
            gauges.forEach(registry::remove);
        }
        return storages.isEmpty();
    }

    private Meter gauge(String name, String description, @Nullable String unit, ToDoubleFunction<OpenStorages> value) {
        return Gauge.builder(name, this, value)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry);
    }

    private double worst() {
        return storages.stream()
                .mapToDouble(storage -> value(storage.health().status()))
                .min()
                .orElse(Double.NaN);
    }

    private static double value(Health.Status status) {
        return switch (status) {
            case UP -> 1;
            case DEGRADED -> 0.5;
            case DOWN -> 0;
        };
    }

    private double first(Function<Health, Optional<Instant>> end) {
        return storages.stream()
                .flatMap(storage -> end.apply(storage.health()).stream())
                .mapToDouble(Instant::getEpochSecond)
                .min()
                .orElse(Double.NaN);
    }
}
