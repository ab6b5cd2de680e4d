package dev.coffer.storage.migrate;

import static dev.coffer.storage.migrate.Fixture.config;
import static dev.coffer.storage.migrate.Fixture.freshFile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.migrate.Migration.Earlier;
import dev.coffer.storage.migrate.Migration.Going;
import dev.coffer.storage.postgres.TestServer;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordStream;
import dev.coffer.storage.spi.RecordTarget;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A provider that was written before there were audit logs, or wants none, is moved from and to as before. */
class WithoutAuditLogTest {
    /** One that has never heard of a log, and would not know what to do if it were asked. */
    private static final class Source implements RecordSource {
        private final RecordSource source;

        Source(StorageConfig config) {
            source = config.provider().openSource(config);
        }

        private static RecordKind known(RecordKind kind) {
            assertThat(kind.isOfAuditLog()).isFalse();
            return kind;
        }

        @Override
        public String identity() {
            return source.identity();
        }

        @Override
        public long highWater() {
            return source.highWater();
        }

        @Override
        public long count(RecordKind kind) {
            return source.count(known(kind));
        }

        @Override
        public RecordStream read(RecordKind kind) {
            return source.read(known(kind));
        }

        @Override
        public void close() {
            source.close();
        }
    }

    /** The same of a target. */
    private static final class Target implements RecordTarget {
        private final RecordTarget target;

        Target(StorageConfig config) {
            target = config.provider().openTarget(config);
        }

        @Override
        public String identity() {
            return target.identity();
        }

        @Override
        public State state() {
            return target.state();
        }

        @Override
        public void begin(String source) {
            target.begin(source);
        }

        @Override
        public void beginAnew(String source) {
            target.beginAnew(source);
        }

        @Override
        public Optional<RecordKey> reached(RecordKind kind) {
            return target.reached(Source.known(kind));
        }

        @Override
        public void clear() {
            target.clear();
        }

        @Override
        public void load(RecordRows records) {
            Source.known(records.kind());
            target.load(records);
        }

        @Override
        public List<Refusal> add(RecordRows records) {
            Source.known(records.kind());
            return target.add(records);
        }

        @Override
        public List<Refusal> refusals(RecordRows records) {
            Source.known(records.kind());
            return target.refusals(records);
        }

        @Override
        public void raiseHighWater(long version) {
            target.raiseHighWater(version);
        }

        @Override
        public void complete() {
            target.complete();
        }

        @Override
        public RecordSource written() {
            RecordSource written = target.written();
            return new RecordSource() {
                @Override
                public String identity() {
                    return written.identity();
                }

                @Override
                public long highWater() {
                    return written.highWater();
                }

                @Override
                public long count(RecordKind kind) {
                    return written.count(Source.known(kind));
                }

                @Override
                public RecordStream read(RecordKind kind) {
                    return written.read(Source.known(kind));
                }

                @Override
                public void close() {
                    written.close();
                }
            };
        }

        @Override
        public void finish() {
            target.finish();
        }

        @Override
        public void close() {
            target.close();
        }
    }

    private static Migration migration(Supplier<RecordSource> from, Supplier<RecordTarget> to, Earlier earlier) {
        return new Migration(
                from,
                to,
                config("sqlite:x").recordRules(Ndjson::parse),
                Optional.empty(),
                earlier,
                Going.ON,
                MigrationListener.NOBODY);
    }

    @Test
    void target_leavesTheLogBehind_andSaysSo() {
        StorageConfig source = config(Audited.sqlite());
        StorageConfig target = config("sqlite:" + freshFile("target.db"));
        Supplier<RecordSource> from = () -> source.provider().openSource(source);
        Supplier<RecordTarget> to = () -> new Target(target);

        MigrationReport dry = migration(from, to, Earlier.REFUSED).run(true);
        MigrationReport report = migration(from, to, Earlier.REFUSED).run(false);

        assertThat(report.tables())
                .isEqualTo(dry.tables())
                .filteredOn(table -> table.kind().isOfAuditLog())
                .containsExactly(
                        new TableReport(RecordKind.AUDIT_RECORD, 100, 0, 0),
                        new TableReport(RecordKind.UNSEALED_AUDIT_RECORD, 60, 0, 0));
        assertThat(report.rejected()).isZero();
        assertThat(report.leftBehind()).isEqualTo(160);
        assertThat(report.complete()).isFalse();
        assertThat(report.verification().orElseThrow().same()).isTrue();
        try (Storage storage = Storage.open(Audited.config(target.url()))) {
            assertThat(storage.users().count()).isEqualTo(35);
            assertThat(Audited.records(storage)).isEmpty();
        }
    }

    @Test
    void target_ofASourceWithoutALog_isComplete_andIsAddedTo() {
        StorageConfig source = config(Fixture.sqlite(3));
        StorageConfig target = config("sqlite:" + freshFile("target.db"));
        Supplier<RecordSource> from = () -> source.provider().openSource(source);
        Supplier<RecordTarget> to = () -> new Target(target);

        assertThat(migration(from, to, Earlier.RESUMED).run(false).complete()).isTrue();
        assertThat(migration(from, to, Earlier.RESUMED).run(false).complete()).isTrue();
        assertThat(migration(from, to, Earlier.RESUMED).run(true).complete()).isTrue();
    }

    @Test
    void source_isMovedAsBefore() {
        StorageConfig source = config(Audited.sqlite());
        for (String url : List.of(TestServer.OLDEST.freshUrl(), "ndjson:" + freshFile("dump.ndjson"))) {
            StorageConfig target = config(url);

            MigrationReport report = migration(
                            () -> new Source(source), () -> target.provider().openTarget(target), Earlier.REFUSED)
                    .run(false);

            assertThat(report.complete()).isTrue();
            assertThat(report.tables()).filteredOn(table -> table.read() > 0).hasSize(4);
        }
    }
}
