package dev.coffer.storage.micrometer;

import dev.coffer.storage.Completion;
import dev.coffer.storage.Operation;
import dev.coffer.storage.StorageListener;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

/** Observes operations. */
final class OperationSpans implements StorageListener {
    private final ObservationRegistry registry;
    private final Tags tags;

    OperationSpans(ObservationRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    @Override
    public OperationEnd begin(Operation operation) {
        String name = operation.name().toString();
        Observation observation = Observation.createNotStarted("coffer.operation", registry)
                .contextualName("coffer " + name)
                .lowCardinalityKeyValue("provider", operation.provider())
                .lowCardinalityKeyValue("operation", name);
        for (Tag tag : tags) {
            observation.lowCardinalityKeyValue(tag.getKey(), tag.getValue());
        }
        Observation.Scope scope = observation.start().openScope();
        return completion -> end(observation, scope, completion);
    }

    private static void end(Observation observation, Observation.Scope scope, Completion completion) {
        scope.close();
        completion.error().ifPresent(observation::error);
        observation.lowCardinalityKeyValue("outcome", completion.outcome()).stop();
    }
}
