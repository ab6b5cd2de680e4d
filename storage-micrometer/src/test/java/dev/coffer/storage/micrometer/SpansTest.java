package dev.coffer.storage.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.NotFound;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpansTest {
    private final TestObservationRegistry observations = TestObservationRegistry.create();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private Storage open(MicrometerListener listener) {
        return Storage.open(StorageConfig.forUrl("sqlite::memory:")
                .passwordCost(4)
                .listener(listener)
                .build());
    }

    @Test
    void operation_isObserved_withItsKeyValuesAndNoOther() {
        try (Storage storage = open(MicrometerListener.of(observations).with("storage", "orders"))) {
            storage.users().count();
        }

        TestObservationRegistryAssert.assertThat(observations)
                .hasAnObservation(observation -> observation
                        .hasNameEqualTo("coffer.operation")
                        .hasContextualNameEqualTo("coffer users.count")
                        .hasLowCardinalityKeyValue("provider", "sqlite")
                        .hasLowCardinalityKeyValue("operation", "users.count")
                        .hasLowCardinalityKeyValue("outcome", "success")
                        .hasLowCardinalityKeyValue("storage", "orders")
                        .doesNotHaveError());
        TestObservationRegistryAssert.assertThat(observations)
                .forAllObservationsWithNameEqualTo("coffer.operation", observation -> observation.hasKeyValuesCount(4));
    }

    @Test
    void failure_isTheErrorOfItsObservation() {
        try (Storage storage = open(MicrometerListener.of(observations))) {
            assertThatThrownBy(() -> storage.users().lock(new UUID(0, 1))).isInstanceOf(NotFound.class);
        }

        TestObservationRegistryAssert.assertThat(observations)
                .hasAnObservation(observation -> observation
                        .hasContextualNameEqualTo("coffer users.lock")
                        .hasLowCardinalityKeyValue("outcome", "not_found")
                        .hasError());
    }

    @Test
    void observations_nest_inEachOtherAndInTheHosts() {
        List<String> nested = new ArrayList<>();
        observations.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {
            @Override
            public void onStop(Observation.Context context) {
                @Nullable ObservationView parent = context.getParentObservation();
                nested.add(context.getContextualName() + " < "
                        + (parent == null ? "" : parent.getContextView().getContextualName()));
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        try (Storage storage = open(MicrometerListener.of(meters, observations))) {
            nested.clear();
            Observation.createNotStarted("host", observations)
                    .contextualName("host")
                    .observe(() -> storage.inTransaction(tx -> tx.users()
                            .create(NewUser.withEmail("ada@example.org").password("secret"))));
        }

        assertThat(nested)
                .containsExactly(
                        "coffer passwords.hash < coffer users.create",
                        "coffer users.create < coffer transaction",
                        "coffer transaction < host",
                        "host < ");
        assertThat(observations.getCurrentObservation()).isNull();
        assertThat(meters.get("coffer.operations")
                        .tag("operation", "users.create")
                        .timer()
                        .count())
                .isEqualTo(1);
    }
}
