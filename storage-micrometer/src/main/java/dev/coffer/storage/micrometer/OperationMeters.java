package dev.coffer.storage.micrometer;

import dev.coffer.storage.Operation;
import dev.coffer.storage.StorageListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Measures operations. */
final class OperationMeters implements StorageListener {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<Operation, MeteredOperation> operations = new ConcurrentHashMap<>();

    OperationMeters(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    @Override
    public OperationEnd begin(Operation operation) {
        @Nullable MeteredOperation known = operations.get(operation);
        return known == null
                ? operations.computeIfAbsent(operation, added -> new MeteredOperation(registry, tags, added))
                : known;
    }
}
