package dev.coffer.storage.micrometer;

import dev.coffer.storage.migrate.MigrationListener;
import dev.coffer.storage.migrate.Rejection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Makes meters of how far a migration is, where {@code storage-migrate} is used. By {@code step}, which is one of {@link Step} in small letters:
 *
 * <ul>
 *   <li>{@code coffer.migration.records}, a counter of the records that are done;
 *   <li>{@code coffer.migration.expected}, a gauge of the records that the step has to do with; {@code NaN} where that is not known, of several
 *       migrations the one whose listener was made last.
 * </ul>
 *
 * <p>And {@code coffer.migration.rejected}, a counter of the records that do not arrive.
 */
public final class MigrationMeters implements MigrationListener {
    private final Map<Step, StepMeters> steps = new EnumMap<>(Step.class);
    private final Counter rejected;
    private volatile StepMeters current;

    private MigrationMeters(MeterRegistry registry) {
        for (Step step : Step.values()) {
            steps.put(step, new StepMeters(registry, step));
        }
        current = meters(Step.READING);
        rejected = Counter.builder("coffer.migration.rejected")
                .description("Records that did not arrive")
                .register(registry);
    }

    /**
     * {@return a listener that makes meters}
     *
     * @param registry where they are registered, at once
     */
    public static MigrationMeters of(MeterRegistry registry) {
        return new MigrationMeters(Objects.requireNonNull(registry, "registry"));
    }

    @Override
    public void begins(Step step, long records) {
        current = meters(step);
        current.expected = records < 0 ? Double.NaN : (double) records;
    }

    @Override
    public void advances(long records) {
        current.done.increment((double) records);
    }

    @Override
    public void rejects(Rejection rejection) {
        rejected.increment();
    }

    private StepMeters meters(Step step) {
        return Objects.requireNonNull(steps.get(step));
    }

    private static final class StepMeters {
        private static final String EXPECTED = "coffer.migration.expected";

        private final Counter done;
        private volatile double expected = Double.NaN;

        StepMeters(MeterRegistry registry, Step step) {
            String name = step.name().toLowerCase(Locale.ROOT);
            done = Counter.builder("coffer.migration.records")
                    .description("Records that are done")
                    .tag("step", name)
                    .register(registry);
            registry.find(EXPECTED)
                    .tag("step", name)
                    .gauges()
                    .forEach(registry::remove); // or the earlier one would stay
            Gauge.builder(EXPECTED, this, meters -> meters.expected)
                    .description("Records that there are to be done")
                    .tag("step", name)
                    .strongReference(true) // it is still there to be read when the migration is over
                    .register(registry);
        }
    }
}
