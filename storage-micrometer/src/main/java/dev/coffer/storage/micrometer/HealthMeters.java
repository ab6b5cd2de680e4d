package dev.coffer.storage.micrometer;

import dev.coffer.storage.Storage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The health of the storages that are open, by provider. */
final class HealthMeters {
    /** Of all listeners: a gauge that is there already cannot be registered again. */
    private static final Map<Place, OpenStorages> OPEN = new ConcurrentHashMap<>();

    private final MeterRegistry registry;
    private final Tags tags;

    private record Place(MeterRegistry registry, Tags tags) {}

    HealthMeters(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    void opened(Storage storage) {
        OPEN.compute(place(storage), (place, open) -> {
            OpenStorages storages = open == null ? new OpenStorages(place.registry, place.tags) : open;
            storages.add(storage);
            return storages;
        });
    }

    void closed(Storage storage) {
        OPEN.computeIfPresent(place(storage), (place, open) -> open.isEmptyWithout(storage) ? null : open);
    }

    private Place place(Storage storage) {
        return new Place(registry, tags.and("provider", storage.provider()));
    }
}
