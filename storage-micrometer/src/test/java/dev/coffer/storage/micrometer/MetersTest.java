package dev.coffer.storage.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.Health;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.NotFound;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.VersionConflict;
import dev.coffer.storage.postgres.TestServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus reads. */
class MetersTest {
    private static final String PASSWORD = "correct horse battery";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @TempDir
    private Path directory;

    private StorageConfig.Builder config(String url, MicrometerListener listener) {
        return StorageConfig.forUrl(url).passwordCost(4).listener(listener);
    }

    private Storage open(String url) {
        return Storage.open(config(url, MicrometerListener.of(registry)).build());
    }

    private String file() {
        return "sqlite:" + directory.resolve("app.db");
    }

    @Test
    void operation_isTimedByOutcome() {
        try (Storage storage = open(file())) {
            User ada =
                    storage.users().create(NewUser.withEmail("ada@example.org").password(PASSWORD));
            storage.users().authenticate("ada@example.org", PASSWORD);
            storage.users().find(ada.id());
            storage.users().find(ada.id());
            assertThatThrownBy(() -> storage.users().lock(new UUID(0, 1))).isInstanceOf(NotFound.class);
            assertThatThrownBy(
                            () -> storage.keyValues().namespace("n").record("i").put("k", "v", PutOptions.ifVersion(7)))
                    .isInstanceOf(VersionConflict.class);
            storage.inTransaction(tx -> tx.users().count());
        }

        assertThat(registry.scrape().lines())
                .contains(
                        count("open", "success", 1),
                        count("passwords.hash", "success", 1),
                        count("passwords.verify", "success", 1),
                        count("users.authenticate", "success", 1),
                        count("users.create", "success", 1),
                        count("users.find", "success", 2),
                        count("users.lock", "not_found", 1),
                        count("users.count", "success", 1),
                        count("key_values.put", "version_conflict", 1),
                        count("transaction", "success", 1),
                        "coffer_rows_total{operation=\"users.find\",provider=\"sqlite\"} 2.0")
                .anyMatch(
                        line -> line.matches(
                                "coffer_operations_seconds_sum\\{operation=\"users.find\",outcome=\"success\",provider=\"sqlite\"} [0-9.E-]+"));
    }

    private static String count(String operation, String outcome, int count) {
        return "coffer_operations_seconds_count{operation=\"%s\",outcome=\"%s\",provider=\"sqlite\"} %d"
                .formatted(operation, outcome, count);
    }

    @Test
    void purge_isCountedByKind() {
        AtomicLong days = new AtomicLong();
        InstantSource clock = () -> START.plus(Duration.ofDays(days.get()));
        try (Storage storage = Storage.open(
                config(file(), MicrometerListener.of(registry)).clock(clock).build())) {
            User ada = storage.users().create(NewUser.withEmail("ada@example.org"));
            NewSession session = NewSession.forUser(ada.id()).lasting(Duration.ofMinutes(1));
            storage.sessions().issue(session);
            storage.sessions().issue(session);
            KeyValueRecord record = storage.keyValues().namespace("n").record("i");
            record.put("k", "v", PutOptions.ttl(Duration.ofMinutes(1)));
            storage.applyOnce(new IdempotencyKey("key", START), tx -> tx.users().count());
            days.set(3);
            storage.sessions().purge();
            storage.tokens().purge();
            storage.keyValues().purge();
            storage.purgeAppliedKeys();
        }

        assertThat(registry.scrape().lines())
                .filteredOn(line -> line.startsWith("coffer_purged"))
                .containsExactlyInAnyOrder(
                        "coffer_purged_total{kind=\"sessions\",provider=\"sqlite\"} 2.0",
                        "coffer_purged_total{kind=\"tokens\",provider=\"sqlite\"} 0.0",
                        "coffer_purged_total{kind=\"key_values\",provider=\"sqlite\"} 1.0",
                        "coffer_purged_total{kind=\"applied_keys\",provider=\"sqlite\"} 1.0");
    }

    @Test
    void health_isAGauge_ofTheWorst_asLongAsAStorageIsOpen() throws Exception {
        try (Storage good = open("sqlite::memory:")) {
            assertThat(health()).isEqualTo(1);
            try (Storage lost = open(file())) {
                Files.delete(directory.resolve("app.db"));
                assertThat(lost.health().status()).isEqualTo(Health.Status.DOWN);
                assertThat(health()).isEqualTo(0);
            }
            assertThat(good.health().status()).isEqualTo(Health.Status.UP);
            assertThat(health()).isEqualTo(1);
        }

        assertThat(registry.find("coffer.health").gauge()).isNull();
    }

    private double health() {
        return registry.get("coffer.health").gauge().value();
    }

    @Test
    void whatNeverEnds_isNotANumber() {
        try (Storage storage = open(file())) {
            assertThat(storage.health().certificateExpiresAt()).isEmpty();
            assertThat(registry.get("coffer.certificate.expiry").gauge().value())
                    .isNaN();
            assertThat(registry.get("coffer.credentials.expiry").gauge().value())
                    .isNaN();
        }
    }

    @Test
    void pools_areToldApart() {
        String url = TestServer.NEWEST.freshUrl();
        try (Storage first = open(url);
                Storage second = open(url);
                Storage named =
                        Storage.open(config(url, MicrometerListener.of(registry).with("storage", "orders"))
                                .build())) {
            assertThat(List.of(first, second, named))
                    .allMatch(storage -> storage.users().count() == 0);

            assertThat(registry.scrape().lines())
                    .filteredOn(line -> line.startsWith("hikaricp_connections_max"))
                    .containsExactlyInAnyOrder(
                            "hikaricp_connections_max{pool=\"coffer-primary\"} 10.0",
                            "hikaricp_connections_max{pool=\"coffer-primary-2\"} 10.0",
                            "hikaricp_connections_max{pool=\"coffer-primary-3\",storage=\"orders\"} 10.0");
        }

        assertThat(registry.scrape()).doesNotContain("hikaricp_connections_max");
    }

    @Test
    void storagesThatComeAndGo_leaveNothingInACompositeRegistry() {
        CompositeMeterRegistry composite = new CompositeMeterRegistry(Clock.SYSTEM, List.of(registry));
        Set<Object> forPools = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 3; i++) {
            MicrometerListener listener = MicrometerListener.of(composite).with("storage", "accounts");
            forPools.add(listener.poolMetrics().orElseThrow());
            try (Storage storage = Storage.open(config(file(), listener).build());
                    Storage other = Storage.open(config("sqlite:" + directory.resolve("other.db"), listener)
                            .build())) {
                assertThat(storage.users().count() + other.users().count()).isZero();
                assertThat(gauges(composite)).contains("coffer.health").doesNotHaveDuplicates();
                assertThat(registry.find("hikaricp.connections.max")
                                .tag("storage", "accounts")
                                .gauges())
                        .hasSize(2);
            }
            assertThat(gauges(composite)).isEmpty();
            assertThat(gauges(registry)).isEmpty();
            assertThat(registry.find("hikaricp.connections.usage").meters()).isEmpty();
        }
        assertThat(forPools).as("a composite keeps each of them").hasSize(1);
    }

    private static List<String> gauges(MeterRegistry registry) {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getType() == Meter.Type.GAUGE)
                .map(Meter.Id::getName)
                .toList();
    }

    @Test
    void values_areOfClosedLists() {
        String url = TestServer.NEWEST.freshUrl();
        try (Storage storage = open(url)) {
            User ada =
                    storage.users().create(NewUser.withEmail("ada@example.org").password(PASSWORD));
            IssuedSession issued = storage.sessions().issue(NewSession.forUser(ada.id()));
            storage.sessions().authenticate(issued.token());
            storage.keyValues().namespace("a-namespace").record("an-id").put("a-key", "a-value");

            assertThat(registry.getMeters().stream()
                            .map(Meter::getId)
                            .flatMap(id -> id.getTags().stream())
                            .map(Tag::getValue)
                            .distinct())
                    .allMatch(value -> value.matches("[a-z_.-]+"));
            assertThat(registry.scrape())
                    .contains("sessions.authenticate", "key_values.put", "coffer_health")
                    .doesNotContain(
                            "ada@", ada.id().toString(), issued.token(), "a-namespace", "an-id", "a-key", "a-value");
        }
    }
}
