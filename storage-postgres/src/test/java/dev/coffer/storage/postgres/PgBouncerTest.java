package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Busy;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.spi.Finding;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is different behind a pooler that gives connections for one transaction at a time. */
class PgBouncerTest {
    @AutoClose
    private static final OwnServer SERVER = new OwnServer(18);

    private static Optional<PgBouncer> pooler = Optional.empty();

    @BeforeAll
    static void start() {
        SERVER.start();
        pooler = Optional.of(new PgBouncer(SERVER));
    }

    @AfterAll
    static void close() {
        pooler.ifPresent(PgBouncer::close);
    }

    private static StorageConfig.Builder config(String url) {
        return StorageConfig.forUrl(url).startTimeout(Duration.ofSeconds(5)).lockTimeout(Duration.ofSeconds(2));
    }

    private static KeyValueRecord record(StorageAccess storage) {
        return storage.keyValues().namespace("n").record("i");
    }

    @Test
    void withoutTheSwitch_opening_namesIt() {
        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(() ->
                        Storage.open(config(pooler.orElseThrow().freshUrl()).build()))
                .withMessageContaining("transactionPooling");
    }

    @Test
    void withoutTheSwitch_behindOneThatDropsSettings_openingDemandsIt() {
        try (PgBouncer lax = new PgBouncer(SERVER, "ignore_startup_parameters = options")) {
            assertThatExceptionOfType(InvalidInput.class)
                    .isThrownBy(() -> Storage.open(config(lax.freshUrl()).build()))
                    .satisfies(e -> assertThat(e.field()).isEqualTo("transactionPooling"));
        }
    }

    @Test
    void aTransaction_waitsForALockAsLongAsItIsTold() {
        try (Storage storage = Storage.open(
                config(pooler.orElseThrow().freshUrl()).transactionPooling(true).build())) {
            record(storage).put("k", "1");
            storage.inTransaction(holder -> {
                record(holder).put("k", "2");
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> CompletableFuture.runAsync(() -> storage.inTransaction(
                                        waiter -> record(waiter).put("k", "3")))
                                .get())
                        .withCauseInstanceOf(Busy.class);
            });
            assertThat(record(storage).get("k").orElseThrow().text()).isEqualTo("2");
        }
    }

    @Test
    void aStorageForReading_refusesEveryWrite() {
        String url = pooler.orElseThrow().freshUrl();
        StorageConfig writing = config(url).transactionPooling(true).build();
        Storage.open(writing).close();
        try (Storage storage = Storage.open(writing.toBuilder().readOnly(true).build())) {
            assertThatExceptionOfType(ReadOnly.class)
                    .isThrownBy(() -> storage.users().create(NewUser.withEmail("ada@example.org")));
            assertThatExceptionOfType(ReadOnly.class)
                    .isThrownBy(() -> storage.inTransaction(tx -> record(tx).put("k", "1")));
            assertThat(storage.users().count()).isZero();
        }
    }

    @Test
    void aSource_readsOneMomentThroughIt_whateverTheRolesLimits() throws Exception {
        String url = pooler.orElseThrow().freshUrl();
        Map<RecordKind, List<StoredRecord>> nasty = Filling.nasty();
        Filling.fill(url.replaceFirst("@[^/]*/", "@127.0.0.1:" + SERVER.port() + "/"), nasty);
        SERVER.execute("ALTER ROLE " + PostgresUrl.parse(url).user().orElseThrow() + " SET statement_timeout = '1s'");
        StorageConfig config = config(url).transactionPooling(true).build();
        try (Storage storage = Storage.open(config);
                RecordSource source = new PostgresStorageProvider().openSource(config)) {
            try (RecordStream closedEarly = source.read(RecordKind.KEY_VALUE)) {
                assertThat(closedEarly.next()).isPresent();
                Thread.sleep(1_500);
                assertThat(closedEarly.next()).isPresent();
            }
            storage.users().delete(NastyRecords.user(2));
            assertThat(Chunks.records(source)).isEqualTo(nasty);
        }
    }

    @Test
    void aSource_needsNoSwitch() {
        String url = pooler.orElseThrow().freshUrl();
        Storage.open(config(url).transactionPooling(true).build()).close();
        try (RecordSource source =
                new PostgresStorageProvider().openSource(config(url).build())) {
            assertThat(Chunks.records(source, RecordKind.USER)).isEmpty();
        }
    }

    @Test
    void aTarget_isNotFilledThroughIt() {
        try (PgBouncer lax = new PgBouncer(SERVER, "ignore_startup_parameters = options")) {
            assertThatExceptionOfType(InvalidInput.class)
                    .isThrownBy(() -> new PostgresStorageProvider()
                            .openTarget(config(lax.freshUrl()).build()))
                    .satisfies(e -> assertThat(e.field()).isEqualTo("transactionPooling"));
        }
    }

    @Test
    void aDiagnosis_seesThroughIt() {
        String url = pooler.orElseThrow().freshUrl();
        StorageConfig config = config(url).transactionPooling(true).build();
        Storage.open(config).close();
        SERVER.execute("ALTER ROLE " + PostgresUrl.parse(url).user().orElseThrow() + " SET lock_timeout = '10s'");
        List<Finding> findings = new PostgresStorageProvider().diagnose(config);
        assertThat(findings).extracting(Finding::observed).noneMatch(seen -> seen.startsWith("could not be looked at"));
        assertThat(findings)
                .filteredOn(finding -> finding.check().equals("session-limits"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.observed()).startsWith("idle_in_transaction_session_timeout"));
    }

    @Test
    void aDiagnosis_withoutTheSwitch_namesIt() {
        assertThat(new PostgresStorageProvider()
                        .diagnose(config(pooler.orElseThrow().freshUrl()).build()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.observed()).contains("transactionPooling"));
        try (PgBouncer lax = new PgBouncer(SERVER, "ignore_startup_parameters = options")) {
            assertThat(new PostgresStorageProvider()
                            .diagnose(config(lax.freshUrl()).build()))
                    .filteredOn(finding -> finding.check().equals("session-limits"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.level()).isEqualTo(Finding.Level.FAIL));
        }
    }
}
