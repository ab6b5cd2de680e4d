package dev.coffer.storage.micrometer;

import dev.coffer.storage.Completion;
import dev.coffer.storage.Operation;
import dev.coffer.storage.StorageListener.OperationEnd;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The meters of one operation, of which the timers are registered when there is an outcome of their own. */
final class MeteredOperation implements OperationEnd {
    private static final String PURGE = ".purge";

    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final Counter rows;
    private final Optional<Counter> purged;

    MeteredOperation(MeterRegistry registry, Tags tags, Operation operation) {
        String name = operation.name().toString();
        Tags ofProvider = tags.and("provider", operation.provider());
        this.registry = registry;
        this.tags = ofProvider.and("operation", name);
        rows = Counter.builder("coffer.rows")
                .description("Users, sessions, tokens and items that operations have found, written or deleted")
                .tags(this.tags)
                .register(registry);
        purged = name.endsWith(PURGE)
                ? Optional.of(Counter.builder("coffer.purged")
                        .description("Expired records that were deleted")
                        .tags(ofProvider.and("kind", name.substring(0, name.length() - PURGE.length())))
                        .register(registry))
                : Optional.empty();
    }

    @Override
    public void ended(Completion completion) {
        timers.computeIfAbsent(completion.outcome(), this::timer).record(completion.duration());
        double found = (double) completion.rows();
        rows.increment(found);
        purged.ifPresent(counter -> counter.increment(found));
    }

    private Timer timer(String outcome) {
        return Timer.builder("coffer.operations")
                .description("Operations of a storage, with all attempts and waits")
                .tags(tags.and("outcome", outcome))
                .register(registry);
    }
}
