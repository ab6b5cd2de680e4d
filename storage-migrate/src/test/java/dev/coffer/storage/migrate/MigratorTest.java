package dev.coffer.storage.migrate;

import static dev.coffer.storage.migrate.Fixture.config;
import static dev.coffer.storage.migrate.Fixture.freshFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.UserSearch;
import dev.coffer.storage.postgres.TestServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which targets are filled, what a migration that stopped leaves behind, and how it goes on. */
class MigratorTest {
    private static final int USERS = 1_600;

    private static List<Supplier<String>> freshTargets() {
        return List.of(() -> "sqlite:" + freshFile("target.db"), TestServer.NEWEST::freshUrl);
    }

    private static Stream<DynamicTest> onEachTarget(Consumer<String> test) {
        return freshTargets().stream().map(target -> {
            String url = target.get();
            return DynamicTest.dynamicTest(url.substring(0, 6), () -> test.accept(url));
        });
    }

    /** Interrupts its thread when so many records have been copied. */
    private static MigrationListener stoppingAfter(long records) {
        AtomicLong copied = new AtomicLong();
        AtomicBoolean copying = new AtomicBoolean();
        return new MigrationListener() {
            @Override
            public void begins(Step step, long count) {
                copying.set(step == Step.COPYING);
            }

            @Override
            public void advances(long more) {
                if (copying.get() && copied.addAndGet(more) >= records) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    private static void stopInTheMiddle(String source, String target) {
        assertThatExceptionOfType(MigrationInterrupted.class)
                .isThrownBy(() -> Migrator.between(config(source), config(target))
                        .listener(stoppingAfter(2L * USERS))
                        .run());
        assertThat(Thread.interrupted()).isTrue();
    }

    @TestFactory
    Stream<DynamicTest> unfinishedTarget_isNotOpened_andIsGoneOnWith() {
        return onEachTarget(target -> {
            String source = Fixture.sqlite(USERS);
            stopInTheMiddle(source, target);

            assertThatExceptionOfType(SchemaMismatch.class)
                    .isThrownBy(() -> Storage.open(config(target)))
                    .withMessageContaining("migration")
                    .withMessageContaining("restart")
                    .withMessageContaining("to give it up");
            assertThatExceptionOfType(TargetRefused.class)
                    .isThrownBy(() ->
                            Migrator.between(config(source), config(target)).run())
                    .withMessageContaining("resume");

            MigrationReport report =
                    Migrator.between(config(source), config(target)).resuming().run();
            assertThat(report.complete()).isTrue();
            assertThat(report.tables().get(0).arrived()).isEqualTo(USERS);
            assertThat(Fixture.count(target, "coffer_users")).isEqualTo(USERS);
            assertThat(Fixture.count(target, "coffer_key_values")).isEqualTo(6 * USERS + 1);
        });
    }

    @TestFactory
    Stream<DynamicTest> restarted_anotherSourceArrives_inPlaceOfWhatWasLeft() {
        return onEachTarget(target -> {
            stopInTheMiddle(Fixture.sqlite(USERS), target);
            String other = Fixture.sqlite(3);
            Migrator migrator = Migrator.between(config(other), config(target));
            assertThatExceptionOfType(TargetRefused.class)
                    .isThrownBy(migrator.resuming()::run)
                    .withMessageContaining("another source")
                    .withMessageContaining("restart");
            assertThatExceptionOfType(TargetRefused.class)
                    .isThrownBy(migrator::run)
                    .withMessageContaining("restart");

            MigrationReport report = migrator.restarting().run();

            assertThat(report.complete()).isTrue();
            assertThat(Fixture.count(target, "coffer_users")).isEqualTo(3);
            Storage.open(config(target)).close();
            assertThatExceptionOfType(TargetRefused.class).as("it is finished").isThrownBy(migrator.restarting()::run);
        });
    }

    /** On SQLite and PostgreSQL, into a target that has had an index, of nobody. */
    @TestFactory
    Stream<DynamicTest> usersThatArrive_areFoundOnceItIsOpened() {
        return onEachTarget(target -> {
            StorageConfig searching =
                    config(target).toBuilder().userSearch(UserSearch.ofAll()).build();
            Storage.open(searching).close();
            String source = "sqlite:" + freshFile("source.db");
            try (Storage storage = Storage.open(
                    config(source).toBuilder().userSearch(UserSearch.ofAll()).build())) {
                storage.users().create(NewUser.withEmail("ada@example.org"));
            }

            Migrator.between(config(source), config(target)).run();

            try (Storage storage = Storage.open(searching)) {
                assertThat(storage.users().search("ada", PageRequest.first(10)).items())
                        .hasSize(1);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> restarted_withoutAnEarlierRun_simplyBegins() {
        return onEachTarget(target -> assertThat(Migrator.between(config(Fixture.sqlite(1)), config(target))
                        .restarting()
                        .run()
                        .complete())
                .isTrue());
    }

    @TestFactory
    Stream<DynamicTest> sourceThatHasChangedSinceItStopped_arrivesAsItIsNow() {
        return onEachTarget(target -> {
            String source = Fixture.sqlite(USERS);
            stopInTheMiddle(source, target);
            Fixture.run(
                    source,
                    "PRAGMA foreign_keys = on",
                    "DELETE FROM coffer_users WHERE id IN (SELECT id FROM coffer_users ORDER BY id LIMIT 5)",
                    "UPDATE coffer_users SET metadata = '{\"new\":1}' WHERE id = (SELECT min(id) FROM coffer_users)");

            MigrationReport report =
                    Migrator.between(config(source), config(target)).resuming().run();

            assertThat(report.complete()).isTrue();
            assertThat(Fixture.count(target, "coffer_users")).isEqualTo(USERS - 5);
        });
    }

    @TestFactory
    Stream<DynamicTest> targetThatHasRecords_isRefused_asIsTheSourceItself() {
        return onEachTarget(target -> {
            String source = Fixture.sqlite(1);
            try (Storage storage = Storage.open(config(target))) {
                storage.keyValues().namespace("n").record("r").put("k", "v");
            }
            for (Migrator migrator : List.of(
                    Migrator.between(config(source), config(target)),
                    Migrator.between(config(source), config(target)).resuming())) {
                assertThatExceptionOfType(TargetRefused.class)
                        .isThrownBy(migrator::run)
                        .withMessageContaining("not empty");
                assertThatExceptionOfType(TargetRefused.class).isThrownBy(migrator::dryRun);
            }
            assertThatExceptionOfType(TargetRefused.class)
                    .isThrownBy(() ->
                            Migrator.between(config(target), config(target)).run())
                    .withMessageContaining("same");
            assertThat(Fixture.count(target, "coffer_key_values")).isEqualTo(1);
        });
    }

    @TestFactory
    Stream<DynamicTest> emptyStorage_isFilled_andAFinishedOneOnlyByResuming() {
        return onEachTarget(target -> {
            String source = Fixture.sqlite(3);
            Storage.open(config(target)).close();

            assertThat(Migrator.between(config(source), config(target))
                            .resuming()
                            .run()
                            .complete())
                    .isTrue();
            assertThatExceptionOfType(TargetRefused.class)
                    .isThrownBy(() ->
                            Migrator.between(config(source), config(target)).run())
                    .withMessageContaining("use an empty database")
                    .withMessageContaining("what was deleted in the target since would come back");
        });
    }

    @TestFactory
    Stream<DynamicTest> tablesOfAnotherVersion_areRefused() {
        return onEachTarget(target -> {
            String source = Fixture.sqlite(1);
            Storage.open(config(target)).close();
            Fixture.run(
                    target,
                    "INSERT INTO coffer_schema_history (version, description, checksum) VALUES (4, 'newer', 'x')");

            assertThatExceptionOfType(TargetRefused.class)
                    .isThrownBy(() ->
                            Migrator.between(config(source), config(target)).run())
                    .withMessageContaining("newer");
            assertThatExceptionOfType(SourceUnreadable.class)
                    .isThrownBy(() -> Migrator.between(config(target), config("sqlite:" + freshFile("t.db")))
                            .run())
                    .withMessageContaining("newer");
        });
    }

    @Test
    void sourceThatIsWrittenToMeanwhile_isSeenAsOfOneMoment_andIsNotHeldUp() throws Exception {
        String source = Fixture.sqlite(USERS);
        String target = TestServer.OLDEST.freshUrl();
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        AtomicLong longest = new AtomicLong();
        try (Storage live = Storage.open(config(source))) {
            Thread writer = new Thread(() -> {
                while (!done.get()) {
                    long begin = System.nanoTime();
                    String name = "w" + written.incrementAndGet();
                    live.inTransaction(tx -> {
                        tx.users().create(NewUser.withEmail(name + "@example.org"));
                        tx.keyValues().namespace("live").record(name).put("k", "v");
                    });
                    longest.accumulateAndGet(System.nanoTime() - begin, Math::max);
                }
            });
            writer.start();
            MigrationReport report =
                    Migrator.between(config(source), config(target)).run();
            done.set(true);
            writer.join();

            assertThat(report.complete()).isTrue();
            assertThat(written).hasPositiveValue();
            assertThat(longest.get()).as("nanoseconds of the slowest write").isLessThan(2_000_000_000L);
            assertThat(report.tables().get(0).arrived() - USERS)
                    .as("a user arrives with its key-value, or neither does")
                    .isEqualTo(report.tables().get(3).arrived() - 6L * USERS - 1);
        }
    }

    @Test
    void dryRun_writesNothing_andSaysWhatWouldArrive() {
        String source = Fixture.sqlite(10);
        String target = TestServer.NEWEST.freshUrl();

        MigrationReport report =
                Migrator.between(config(source), config(target)).dryRun();

        assertThat(report.complete()).isTrue();
        assertThat(report.dryRun()).isTrue();
        assertThat(report.tables().get(1).arrived()).isEqualTo(20);
        assertThat(Migrator.between(config(source), config(target)).run().complete())
                .isTrue();
    }

    @Test
    void listener_isToldAllSteps() {
        StringBuilder steps = new StringBuilder();
        AtomicLong advanced = new AtomicLong();
        MigrationListener listener = new MigrationListener() {
            @Override
            public void begins(Step step, long records) {
                steps.append(step)
                        .append(' ')
                        .append(records)
                        .append(advanced.getAndSet(0))
                        .append(' ');
            }

            @Override
            public void advances(long records) {
                advanced.addAndGet(records);
            }
        };

        Migrator.between(config(Fixture.sqlite(10)), config("sqlite:" + freshFile("target.db")))
                .listener(listener)
                .run();

        assertThat(steps).hasToString("READING -10 COPYING 1010 COMPLETING -1101 VERIFYING 1010 ");
        assertThat(advanced).hasValue(101);
    }

    @Test
    void targetThatIsCutOff_isGoneOnWith() {
        String source = Fixture.sqlite(USERS);
        String target = TestServer.NEWEST.freshUrl();
        AtomicBoolean cut = new AtomicBoolean();
        MigrationListener cutting = new MigrationListener() {
            @Override
            public void begins(Step step, long records) {}

            @Override
            public void advances(long records) {
                if (!cut.getAndSet(true)) {
                    Fixture.run(
                            target,
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                    + " WHERE usename = current_user AND pid <> pg_backend_pid()");
                }
            }
        };

        assertThatExceptionOfType(MigrationInterrupted.class)
                .isThrownBy(() -> Migrator.between(config(source), config(target))
                        .listener(cutting)
                        .run())
                .withMessageContaining("resumed");

        assertThat(Migrator.between(config(source), config(target))
                        .resuming()
                        .run()
                        .complete())
                .isTrue();
    }
}
