package dev.coffer.storage.migrate;

import static dev.coffer.storage.migrate.Fixture.config;
import static dev.coffer.storage.migrate.Fixture.freshFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.AuditHead;
import dev.coffer.storage.AuditRecord;
import dev.coffer.storage.AuditVerification;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.postgres.TestServer;
import dev.coffer.storage.spi.RecordKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** An audit log goes along, and on: the chain is the same, what is on stays on, and of the move itself there is no record. */
class AuditLogTest {
    /** What a log is, for one who has kept nothing, and for one who has kept its head. */
    private record Log(List<AuditRecord> records, AuditVerification verification) {
        static Log of(Storage storage) {
            return new Log(Audited.records(storage), storage.audit().verify());
        }
    }

    private static Stream<DynamicTest> onEach(Consumer<String> test) {
        return Stream.of("sqlite", "postgresql")
                .map(provider -> DynamicTest.dynamicTest(provider, () -> test.accept(provider)));
    }

    private static String target(String provider) {
        return provider.equals("sqlite") ? "sqlite:" + freshFile("target.db") : TestServer.OLDEST.freshUrl();
    }

    private static MigrationReport move(String source, String target) {
        MigrationReport report =
                Migrator.between(config(source), config(target)).run();
        assertThat(report.complete()).as(report.toString()).isTrue();
        return report;
    }

    private static TableReport table(MigrationReport report, RecordKind kind) {
        return report.tables().stream()
                .filter(table -> table.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    /** The log is that of the source, goes on, and can be sealed, verified and pruned. */
    private static void assertGoesOn(String url, Log expected, AuditHead kept) {
        try (Storage storage = Storage.open(config(url))) { // without a log
            storage.users().create(NewUser.withEmail("unnoticed@example.org"));
            storage.keyValues().namespace("profiles").record("x").put("k", "v");
        }
        try (Storage storage = Storage.open(Audited.valid(url))) {
            List<AuditRecord> records = Audited.records(storage);
            List<AuditRecord> added = records.stream()
                    .filter(record -> !expected.records().contains(record))
                    .toList();
            assertThat(records).hasSize(expected.records().size() + 2).containsAll(expected.records());
            assertThat(added).extracting(AuditRecord::operation).hasToString("[key_value.put, user.created]");
            assertThat(added)
                    .allSatisfy(record -> assertThat(record.entry())
                            .isGreaterThan(expected.records().stream()
                                    .mapToLong(AuditRecord::entry)
                                    .max()
                                    .orElseThrow()));
            assertThat(storage.audit().verify().end())
                    .isEqualTo(expected.verification().end());
            assertThat(storage.audit().verify(kept).fault()).isEmpty();
            assertThat(storage.audit().seal()).isEqualTo(expected.verification().unsealed() + 2);
            AuditVerification sealed = storage.audit().verify(kept);
            assertThat(sealed.fault()).isEmpty();
            assertThat(sealed.verified()).isEqualTo(records.size());
            assertThat(storage.audit().prune(Audited.BEGIN.plus(Duration.ofDays(6))))
                    .isGreaterThan(100);
            assertThat(storage.audit().verify(sealed.end()).fault()).isEmpty();
        }
    }

    @Test
    void log_arrivesThroughEveryKindOfStorage() {
        String source = Audited.sqlite();
        List<String> stations = List.of(
                source,
                TestServer.OLDEST.freshUrl(),
                "sqlite:" + freshFile("again.db"),
                "ndjson:" + freshFile("dump.ndjson"),
                TestServer.NEWEST.freshUrl(),
                "ndjson:" + freshFile("dump.ndjson.gz"),
                "sqlite:" + freshFile("last.db"));
        Log expected;
        try (Storage storage = Storage.open(Audited.valid(source))) {
            expected = Log.of(storage);
        }
        AuditHead kept = expected.verification().end();
        assertThat(expected.verification().verified()).isEqualTo(100);
        assertThat(expected.verification().unsealed()).isEqualTo(60);

        for (int i = 1; i < stations.size(); i++) {
            MigrationReport report = move(stations.get(i - 1), stations.get(i));
            assertThat(table(report, RecordKind.AUDIT_RECORD).arrived()).isEqualTo(100);
            assertThat(table(report, RecordKind.UNSEALED_AUDIT_RECORD).arrived())
                    .isEqualTo(60);
            assertThat(report.verification().orElseThrow().auditLogKept()).isTrue();
            assertThat(Verifier.between(config(source), config(stations.get(i)))
                            .run()
                            .same())
                    .isTrue();
        }
        stations.stream().filter(url -> !url.startsWith("ndjson:")).forEach(url -> assertGoesOn(url, expected, kept));
    }

    @TestFactory
    Stream<DynamicTest> log_ofABackup_isRestored() {
        return onEach(AuditLogTest::assertRestored);
    }

    private static void assertRestored(String provider) {
        String source = target(provider);
        Audited.fill(source);
        Log expected;
        try (Storage storage = Storage.open(Audited.valid(source))) {
            expected = Log.of(storage);
        }
        Path directory = Objects.requireNonNull(freshFile("x").getParent());

        BackupReport backup = Backups.in(directory).write(config(source));

        BackupFile file = backup.backup().orElseThrow();
        assertThat(file.check().records().orElseThrow())
                .containsEntry(RecordKind.AUDIT_RECORD, 100L)
                .containsEntry(RecordKind.UNSEALED_AUDIT_RECORD, 60L);
        for (String target : List.of(target("sqlite"), target("postgresql"))) {
            assertThat(Restore.of(file, config(target)).run().complete()).isTrue();
            assertGoesOn(target, expected, expected.verification().end());
        }
    }

    @TestFactory
    Stream<DynamicTest> migrationThatStops_isResumed() {
        return onEach(AuditLogTest::assertResumed);
    }

    private static void assertResumed(String provider) {
        String source = Audited.sqlite();
        String target = target(provider);
        try (Storage storage = Storage.open(Audited.config(source))) {
            for (int i = 0; i < 9_000; i += 3_000) {
                storage.users()
                        .createAll(IntStream.range(i, i + 3_000)
                                .mapToObj(n -> NewUser.withEmail("u" + n + "@example.org"))
                                .toList());
            }
            storage.audit().seal();
        }
        Log expected;
        try (Storage storage = Storage.open(Audited.valid(source))) {
            expected = Log.of(storage);
        }
        AtomicLong copied = new AtomicLong();
        MigrationListener stopping = new MigrationListener() {
            @Override
            public void begins(Step step, long records) {}

            @Override
            public void advances(long records) {
                if (copied.addAndGet(records) > 14_000) {
                    Thread.currentThread().interrupt();
                }
            }
        };

        assertThatExceptionOfType(MigrationInterrupted.class)
                .isThrownBy(() -> Migrator.between(config(source), config(target))
                        .listener(stopping)
                        .run());
        assertThat(Thread.interrupted()).isTrue();

        assertThat(Migrator.between(config(source), config(target))
                        .resuming()
                        .run()
                        .complete())
                .isTrue();
        assertGoesOn(target, expected, expected.verification().end());
    }

    @TestFactory
    Stream<DynamicTest> logThatIsAlteredInTheSource_isMovedAsItIs() {
        return onEach(AuditLogTest::assertMovedAsItIs);
    }

    private static void assertMovedAsItIs(String provider) {
        String source = Audited.sqlite();
        Fixture.run(
                source,
                "UPDATE coffer_audit SET change = '{ }', operation = 'no such thing', id = '' WHERE position = 77",
                "INSERT INTO coffer_audit SELECT -5, entry, at, operation, user_id, id, namespace, key, actor, request, change, digest"
                        + " FROM coffer_audit WHERE position = 78");
        String target = target(provider);

        MigrationReport report =
                Migrator.between(config(source), config(target)).run();

        assertThat(report.verification().orElseThrow().same()).isTrue();
        assertThat(report.rejections()).singleElement().satisfies(rejection -> {
            assertThat(rejection.kind()).isEqualTo(RecordKind.AUDIT_RECORD);
            assertThat(rejection.field()).isEqualTo("position");
        });
        try (Storage storage = Storage.open(Audited.valid(target))) {
            assertThat(storage.audit().verify().fault())
                    .contains(new AuditVerification.Fault(77, AuditVerification.Kind.ALTERED));
        }
    }

    @TestFactory
    Stream<DynamicTest> targetThatHadALogSwitchedOn_keepsIt_whateverTheSourceHas() {
        return onEach(AuditLogTest::assertKept);
    }

    private static void assertKept(String provider) {
        String source = Fixture.sqlite(3);
        String target = target(provider);
        Storage.open(Audited.config(target)).close();

        MigrationReport report = move(source, target);

        assertThat(table(report, RecordKind.AUDIT_RECORD).read()).isZero();
        try (Storage storage = Storage.open(Audited.valid(target))) {
            assertThat(Audited.records(storage)).isEmpty();
            storage.keyValues().namespace("profiles").record("x").put("k", "v");
            assertThat(Audited.records(storage)).hasSize(1);
        }
    }

    @TestFactory
    Stream<DynamicTest> targetWhoseLogHasRecords_isNotEmpty() {
        return onEach(AuditLogTest::assertNotEmpty);
    }

    private static void assertNotEmpty(String provider) {
        String target = target(provider);
        try (Storage storage = Storage.open(Audited.config(target))) {
            var user = storage.users().create(NewUser.withEmail("ada@example.org"));
            storage.users().delete(user.id());
        }

        assertThatExceptionOfType(TargetRefused.class)
                .isThrownBy(() -> Migrator.between(config(Audited.sqlite()), config(target))
                        .run())
                .withMessageContaining("not empty");
        try (Storage storage = Storage.open(Audited.config(target))) {
            assertThat(storage.audit().seal()).isEqualTo(2);
            storage.audit().prune(Audited.BEGIN.plus(Duration.ofDays(99)));
        }
        assertThatExceptionOfType(TargetRefused.class)
                .as("who has kept its head would find another chain")
                .isThrownBy(() -> Migrator.between(config(Audited.sqlite()), config(target))
                        .run());
    }

    @TestFactory
    Stream<DynamicTest> recordsThatAreAddedToAStorageInUse_areRecorded_andTheSourcesLogIsNone() {
        return onEach(AuditLogTest::assertRecorded);
    }

    private static void assertRecorded(String provider) {
        String source = Audited.sqlite();
        String target = target(provider);
        move(source, target);
        AuditVerification before;
        try (Storage storage = Storage.open(Audited.valid(target))) {
            storage.audit().seal();
            before = storage.audit().verify();
        }
        try (Storage storage = Storage.open(Audited.config(source))) {
            storage.users().create(NewUser.withEmail("mended@example.org"));
        }

        MigrationReport report =
                Migrator.between(config(source), config(target)).resuming().run();

        assertThat(report.complete()).isTrue();
        assertThat(table(report, RecordKind.UNSEALED_AUDIT_RECORD).read()).isZero();
        try (Storage storage = Storage.open(Audited.valid(target))) {
            assertThat(storage.audit().verify(before.end()).fault()).isEmpty();
            assertThat(storage.audit().verify().unsealed()).isEqualTo(1);
            assertThat(Audited.records(storage).get(0).change()).contains("mended@example.org");
        }
    }

    @Test
    void largestChange_goesThroughADump() throws Exception {
        String source = "sqlite:" + freshFile("large.db");
        try (Storage storage = Storage.open(Audited.config(source))) {
            var record = storage.keyValues().namespace("Zürich 😀").record("x");
            record.put("k", new byte[16 << 20]);
            byte[] other = new byte[16 << 20];
            other[0] = 1;
            record.put("k", other);
            storage.audit().seal();
        }
        Path dump = freshFile("dump.ndjson");
        move(source, "ndjson:" + dump);
        String target = target("sqlite");
        move("ndjson:" + dump, target);

        assertThat(Files.size(dump)).isGreaterThan(96 << 20);
        try (Storage storage = Storage.open(Audited.valid(target))) {
            assertThat(storage.audit().verify().fault()).isEmpty();
            assertThat(storage.audit().verify().verified()).isEqualTo(2);
        }
    }
}
