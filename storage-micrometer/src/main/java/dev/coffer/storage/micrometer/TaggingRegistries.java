package dev.coffer.storage.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Registries that add tags to all that is registered: HikariCP's binder knows none. There is one for each registry and tags, for all
 * pools: a composite registry keeps those that were made for it as long as it lives.
 */
final class TaggingRegistries {
    /** Of all listeners. Neither a registry of the host's nor one of these is kept by it. */
    private static final Map<MeterRegistry, Map<Tags, WeakReference<MeterRegistry>>> MADE = new WeakHashMap<>();

    private TaggingRegistries() {}

    static MeterRegistry of(MeterRegistry registry, Tags tags) {
        synchronized (MADE) {
            Map<Tags, WeakReference<MeterRegistry>> made = MADE.computeIfAbsent(registry, none -> new HashMap<>());
            WeakReference<MeterRegistry> known = made.get(tags);
            @Nullable MeterRegistry tagging = known == null ? null : known.get();
            if (tagging == null) {
                tagging = make(registry, tags);
                made.put(tags, new WeakReference<>(tagging));
            }
            return tagging;
        }
    }

    private static MeterRegistry make(MeterRegistry registry, Tags tags) {
        CompositeMeterRegistry tagging =
                new CompositeMeterRegistry(registry.config().clock(), List.of(registry));
        tagging.config().commonTags(tags);
        return tagging;
    }
}
