package dev.coffer.storage.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Health;
import dev.coffer.storage.Operation;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageListener;
import dev.coffer.storage.postgres.TestServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong with the meters, a storage opens, works and closes. */
class BrokenRegistryTest {
    @TempDir
    private Path directory;

    private void assertWorksWith(StorageListener listener) {
        for (String url : List.of("sqlite:" + directory.resolve("app.db"), TestServer.NEWEST.freshUrl())) {
            StorageConfig config = StorageConfig.forUrl(url).listener(listener).build();
            try (Storage storage = Storage.open(config)) {
                assertThat(storage.users().count()).isZero();
                assertThat(storage.health().status()).isEqualTo(Health.Status.UP);
            }
        }
    }

    private static StorageListener withPoolMetrics(Supplier<Optional<Object>> metrics) {
        return new StorageListener() {
            @Override
            public OperationEnd begin(Operation operation) {
                return OperationEnd.UNTOLD;
            }

            @Override
            public Optional<Object> poolMetrics() {
                return metrics.get();
            }
        };
    }

    @Test
    void listenerThatFailsToGiveOne() {
        assertWorksWith(withPoolMetrics(() -> {
            throw new NoClassDefFoundError("planted");
        }));
    }

    @Test
    void whatIsNone() {
        assertWorksWith(withPoolMetrics(() -> Optional.of(new Object())));
    }

    @Test
    void registryThatTakesNoMeters() {
        assertWorksWith(MicrometerListener.of(new Full()));
    }

    private static final class Full extends SimpleMeterRegistry {
        @Override
        protected <T> Gauge newGauge(Meter.Id id, @Nullable T of, ToDoubleFunction<T> value) {
            throw new IllegalArgumentException("planted");
        }

        @Override
        protected Timer newTimer(Meter.Id id, DistributionStatisticConfig statistics, PauseDetector pauses) {
            throw new IllegalArgumentException("planted");
        }
    }
}
