package dev.coffer.examples;

import dev.coffer.storage.Duplicate;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageListener;
import dev.coffer.storage.User;
import dev.coffer.storage.micrometer.MicrometerListener;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Metrics, traces, and a listener of one's own. */
public final class MetricsMain {
    private MetricsMain() {}

    public static void main(String[] args) throws IOException {
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            String url = "sqlite:" + scratch.file("app.db");
            metricsAndTraces(url);
            listener(url);
        }
    }

    private static void metricsAndTraces(String url) {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new PrintedSpans());

        StorageConfig config = StorageConfig.forUrl(url)
                .listener(MicrometerListener.of(meters, observations).with("storage", "accounts"))
                .build();
        try (Storage storage = Storage.open(config)) {
            User ada = storage.users().create(NewUser.withEmail("ada@example.org"));
            storage.users().find(ada.id());
            storage.users().find(ada.id());
            storage.inTransaction(tx -> tx.users().delete(ada.id()));
            storage.sessions().purge();

            meters.scrape()
                    .lines()
                    .filter(line -> line.matches(
                            "coffer_(operations_seconds_count|purged|health).*|hikaricp_connections_(active|max).*"))
                    .forEach(System.out::println);
        }
    }

    private static void listener(String url) {
        List<String> failed = new ArrayList<>();
        StorageListener failures = operation -> completion ->
                completion.error().ifPresent(error -> failed.add(operation + ": " + completion.outcome()));
        StorageConfig config = StorageConfig.forUrl(url).listener(failures).build();
        try (Storage storage = Storage.open(config)) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
            storage.users().create(NewUser.withEmail("Ada@example.org"));
        } catch (Duplicate expected) {
            System.out.println("Failed: " + failed);
        }
    }

    /** In place of a tracer. */
    private static final class PrintedSpans implements ObservationHandler<Observation.Context> {
        @Override
        public void onStop(Observation.Context context) {
            if (context.getParentObservation() != null) {
                System.out.println("Span " + context.getContextualName() + " in "
                        + context.getParentObservation().getContextView().getContextualName());
            }
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }
}
