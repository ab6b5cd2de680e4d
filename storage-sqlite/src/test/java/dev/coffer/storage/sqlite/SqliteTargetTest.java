package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.Busy;
import dev.coffer.storage.Corrupt;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.Retry;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.jdbi.StoredKeyValue;
import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.jdbi.TypedRecords;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.RecordTarget.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is filled from its beginning to its publication. */
class SqliteTargetTest {
    private static final Map<RecordKind, List<StoredRecord>> RECORDS = NastyRecords.of(1_000);
    private static final int CHUNK = 300;

    @TempDir
    Path directory;

    private Path file;
    private Path filled;

    @BeforeEach
    void nameTheFile() throws Exception {
        file = directory.toRealPath().resolve("app.db");
        filled = directory.toRealPath().resolve("app.db.migration");
    }

    private RecordTarget target() {
        return new SqliteStorageProvider().openTarget(config());
    }

    private StorageConfig config() {
        return StorageConfig.forUrl("sqlite:" + file)
                .lockTimeout(Duration.ofSeconds(1))
                .build();
    }

    private Storage storage() {
        return Storage.open(config());
    }

    private static void load(RecordTarget target, Map<RecordKind, List<StoredRecord>> records) {
        records.forEach((kind, all) -> {
            for (int i = 0; i < all.size(); i += CHUNK) {
                TypedRecords.load(target, all.subList(i, Math.min(i + CHUNK, all.size())));
            }
        });
    }

    private static List<StoredRecord> records(RecordKind kind) {
        return Objects.requireNonNull(RECORDS.get(kind));
    }

    private void fill(Map<RecordKind, List<StoredRecord>> records) {
        try (RecordTarget target = target()) {
            target.begin("a source");
            load(target, records);
            target.raiseHighWater(5_000);
            target.complete();
            target.finish();
        }
    }

    private State state() {
        try (RecordTarget target = target()) {
            return target.state();
        }
    }

    @Test
    void whatIsLoaded_isReadAsItWas_beforeAndAfterItIsFinished() throws Exception {
        try (RecordTarget target = target()) {
            assertThat(target.identity()).isEqualTo("sqlite:" + file);
            target.begin("a source");
            load(target, RECORDS);
            target.raiseHighWater(5_000);
            target.raiseHighWater(4_000);
            assertHolds(target.written(), RECORDS);
            target.complete();
            assertHolds(target.written(), RECORDS);
            target.finish();
            assertHolds(target.written(), RECORDS);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Storage storage = Storage.open(
                config().toBuilder().schemaMode(SchemaMode.VALIDATE).build())) {
            assertThat(storage.users().count()).isEqualTo(1_000);
            assertThat(storage.keyValues().namespace("n").record("r").put("k", "v"))
                    .isEqualTo(5_001);
        }
        assertThat(PlainSql.ask(file, "PRAGMA integrity_check")).containsExactly("ok");
        assertThat(PlainSql.ask(file, "PRAGMA journal_mode")).containsExactly("wal");
        assertThat(PlainSql.ask(file, "SELECT count(*) FROM coffer_migration WHERE finished_at > 0"))
                .containsExactly(Integer.toString(RecordKind.values().length));
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    private static void assertHolds(RecordSource source, Map<RecordKind, List<StoredRecord>> records) {
        try (source) {
            assertThat(source.highWater()).isEqualTo(5_000);
            records.forEach((kind, expected) -> {
                assertThat(source.count(kind)).isEqualTo(expected.size());
                assertThat(Chunks.records(source, kind)).isEqualTo(expected);
            });
        }
    }

    @Test
    void theLargestValue_isLoadedAndRead() {
        byte[] value = new byte[16 * 1024 * 1024];
        Arrays.fill(value, (byte) 7);
        KeyValue item = new KeyValue("n", "r", "k", value, 1, Optional.empty(), Instant.EPOCH, Instant.EPOCH);
        fill(Map.of(RecordKind.KEY_VALUE, List.of(new StoredKeyValue(item))));
        try (Storage storage = storage()) {
            assertThat(storage.keyValues().namespace("n").record("r").get("k")).contains(item);
        }
    }

    @Test
    void state_tellsWhatWasFound() throws Exception {
        assertThat(state()).isEqualTo(State.EMPTY);
        assertThat(directory).isEmptyDirectory();
        PlainSql.run(file, "CREATE TABLE words (word TEXT)");
        assertThat(state()).isEqualTo(State.OCCUPIED);
        Files.delete(file);
        storage().close();
        assertThat(state()).isEqualTo(State.EMPTY);
        PlainSql.run(file, "CREATE TABLE orders (id TEXT)");
        assertThat(state()).isEqualTo(State.OCCUPIED);
        PlainSql.run(file, "DROP TABLE orders");
        try (Storage storage = storage()) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
        }
        assertThat(state()).isEqualTo(State.OCCUPIED);
        Files.delete(file);
        try (RecordTarget target = target()) {
            target.begin("a source");
        }
        assertThat(state()).isEqualTo(State.UNFINISHED);
        try (RecordTarget target = target()) {
            target.begin("a source");
            target.complete();
            target.finish();
        }
        assertThat(state()).isEqualTo(State.FINISHED);
        try (Storage storage = storage()) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
        }
        assertThat(state()).isEqualTo(State.FINISHED);
    }

    @Test
    void whatIsNoTarget_isRefused() throws Exception {
        Files.writeString(file, "not a database at all, but long enough for a header".repeat(9));
        Failure.of(Corrupt.class, Retry.NEVER, Outcome.UNKNOWN, this::target);
        Files.delete(file);
        storage().close();
        PlainSql.run(
                file, "INSERT INTO coffer_schema_history (version, description, checksum) VALUES (4, 'later', 'x')");
        Failure.of(SchemaMismatch.class, Retry.NEVER, Outcome.NOT_APPLIED, this::target);
        Failure.of(
                InvalidInput.class,
                Retry.NEVER,
                Outcome.NOT_APPLIED,
                () -> new SqliteStorageProvider()
                        .openTarget(StorageConfig.forUrl("sqlite::memory:").build()));
        Failure.of(
                ReadOnly.class,
                Retry.NEVER,
                Outcome.NOT_APPLIED,
                () -> new SqliteStorageProvider()
                        .openTarget(StorageConfig.forUrl("sqlite:" + file + "?mode=ro")
                                .build()));
    }

    @Test
    void anUnfinishedTarget_isNotOpened_inAnyMode() throws Exception {
        try (RecordTarget target = target()) {
            target.begin("a source");
            load(target, RECORDS);
            assertNotOpened();
            target.complete();
            assertNotOpened();
        }
        assertNotOpened();
        assertThat(file).doesNotExist();
        Files.move(filled, file); // by hand
        assertNotOpened();
    }

    private void assertNotOpened() {
        for (SchemaMode mode : SchemaMode.values()) {
            for (boolean readOnly : List.of(true, false)) {
                StorageConfig config =
                        config().toBuilder().schemaMode(mode).readOnly(readOnly).build();
                SchemaMismatch error = Failure.of(
                        SchemaMismatch.class,
                        Retry.NEVER,
                        Outcome.NOT_APPLIED,
                        () -> Storage.open(config).close());
                assertThat(error).hasMessageContaining("is not finished");
            }
        }
        Failure.of(
                SchemaMismatch.class,
                Retry.NEVER,
                Outcome.NOT_APPLIED,
                () -> new SqliteStorageProvider().openSource(config()));
    }

    @Test
    void anotherTarget_goesOnBehindWhatWasReached() {
        List<StoredRecord> users = records(RecordKind.USER);
        try (RecordTarget target = target()) {
            target.begin("a source");
            assertThat(target.reached(RecordKind.USER)).isEmpty();
            TypedRecords.load(target, users.subList(0, 400));
            assertThat(target.reached(RecordKind.USER)).contains(users.get(399).key());
            target.raiseHighWater(5_000);
        }
        try (RecordTarget target = target()) {
            assertThat(target.state()).isEqualTo(State.UNFINISHED);
            target.begin("a source");
            assertThat(target.reached(RecordKind.USER)).contains(users.get(399).key());
            assertThat(target.reached(RecordKind.SESSION)).isEmpty();
            TypedRecords.load(target, users.subList(400, users.size()));
            for (RecordKind kind : EnumSet.complementOf(EnumSet.of(RecordKind.USER))) {
                TypedRecords.load(target, records(kind));
                RecordKey last = records(kind).get(999).key();
                assertThat(target.reached(kind)).contains(last);
            }
            target.complete();
        }
        try (RecordTarget target = target()) { // as after a kill between the two
            target.begin("a source");
            target.complete();
            target.finish();
            assertHolds(target.written(), RECORDS);
        }
        storage().close();
    }

    @Test
    void clear_letsLoadingBeginAnew() throws Exception {
        try (RecordTarget target = target()) {
            target.begin("a source");
            load(target, NastyRecords.of(1_500));
            target.complete();
            long size = Files.size(filled);
            target.clear();
            assertThat(Files.size(filled)).isLessThan(size / 4);
            for (RecordKind kind : RecordKind.values()) {
                assertThat(target.reached(kind)).isEmpty();
            }
            load(target, RECORDS);
            target.raiseHighWater(5_000);
            target.complete();
            target.finish();
            assertHolds(target.written(), RECORDS);
        }
        storage().close();
    }

    @Test
    void aSecondTarget_cannotBegin_beforeTheFirstIsClosed() {
        try (RecordTarget second = target()) {
            try (RecordTarget first = target()) {
                first.begin("a source");
                TypedRecords.load(first, records(RecordKind.USER));
                Failure.of(Busy.class, Retry.OPERATION, Outcome.NOT_APPLIED, () -> second.begin("a source"));
                try (RecordTarget third = target()) {
                    assertThat(third.state()).isEqualTo(State.UNFINISHED);
                    Failure.of(Busy.class, Retry.OPERATION, Outcome.NOT_APPLIED, () -> third.begin("a source"));
                }
            }
            try (RecordTarget fourth = target()) {
                fourth.begin("a source");
                assertThat(fourth.reached(RecordKind.USER)).isPresent();
                fourth.complete();
                fourth.finish();
            }
            Failure.of(SchemaMismatch.class, Retry.NEVER, Outcome.NOT_APPLIED, () -> second.begin("a source"));
        }
    }

    @Test
    void anEmptyDatabase_isReplaced_butNotUnderTheFeetOfItsUser() {
        storage().close();
        try (RecordTarget target = target()) {
            try (Storage user = storage()) {
                assertThat(target.state()).isEqualTo(State.EMPTY);
                target.begin("a source");
                load(target, RECORDS);
                target.complete();
                Failure.of(Busy.class, Retry.OPERATION, Outcome.NOT_APPLIED, target::finish);
                assertThat(user.users().count()).isZero();
            }
            target.finish();
        }
        try (Storage storage = storage()) {
            assertThat(storage.users().count()).isEqualTo(1_000);
        }
    }

    @Test
    void versionsThatAnEmptyDatabaseHasGiven_areNotGivenAgain() {
        long given;
        try (Storage storage = storage()) {
            KeyValueRecord record = storage.keyValues().namespace("n").record("i");
            for (int i = 0; i < 10; i++) {
                record.put("k", "v");
            }
            given = record.put("k", "v");
            record.clear();
        }
        try (RecordTarget target = target()) {
            target.begin("a source");
            target.complete();
            target.finish();
        }
        try (Storage storage = storage()) {
            assertThat(storage.keyValues().namespace("n").record("i").put("k", "v"))
                    .isGreaterThan(given);
        }
    }

    @Test
    void finish_doesNotReplaceWhatGotContentMeanwhile() throws Exception {
        storage().close();
        try (RecordTarget target = target()) {
            try (Storage user = storage()) {
                target.begin("a source");
                load(target, RECORDS);
                target.complete();
                user.users().create(NewUser.withEmail("ada@example.org"));
            }
            Failure.of(SchemaMismatch.class, Retry.NEVER, Outcome.NOT_APPLIED, target::finish);
        }
        Files.delete(filled);
        try (Storage storage = storage()) {
            assertThat(storage.users().findByEmail("ada@example.org")).isPresent();
        }
    }

    @Test
    void finish_doesNotReplaceAFileThatAppearedMeanwhile() throws Exception {
        try (RecordTarget target = target()) {
            target.begin("a source");
            load(target, RECORDS);
            target.complete();
            PlainSql.run(file, "CREATE TABLE words (word TEXT)");
            Failure.of(SchemaMismatch.class, Retry.NEVER, Outcome.NOT_APPLIED, target::finish);
            assertThat(PlainSql.ask(file, "SELECT name FROM sqlite_schema")).containsExactly("words");
            Files.delete(file);
            Files.createFile(file); // as one that was killed while it finished leaves it
        }
        try (RecordTarget target = target()) {
            Failure.of(SchemaMismatch.class, Retry.NEVER, Outcome.NOT_APPLIED, () -> target.begin("another source"));
        }
        try (RecordTarget target = target()) {
            target.begin("a source");
            target.complete();
            target.finish();
        }
        storage().close();
    }

    @Test
    void complete_refusesASessionWithoutItsUser() {
        try (RecordTarget target = target()) {
            target.begin("a source");
            TypedRecords.load(target, records(RecordKind.SESSION));
            Failure.of(MissingReference.class, Retry.NEVER, Outcome.NOT_APPLIED, target::complete);
        }
    }

    @Test
    void load_refusesWhatIsThere() {
        List<StoredRecord> users = records(RecordKind.USER);
        try (RecordTarget target = target()) {
            target.begin("a source");
            TypedRecords.load(target, users.subList(0, 10));
            Duplicate error = Failure.of(
                    Duplicate.class,
                    Retry.NEVER,
                    Outcome.NOT_APPLIED,
                    () -> TypedRecords.load(target, users.subList(9, 20)));
            assertThat(error.field()).isEqualTo("id");
            assertThatThrownBy(() -> TypedRecords.load(target, users.subList(10, 20)))
                    .as("what came before may be undone")
                    .isInstanceOf(IllegalStateException.class)
                    .isNotInstanceOf(StorageException.class);
            assertThatThrownBy(target::complete).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aStaleLogOfADeletedDatabase_isNotTakenForOneOfTheNew() throws Exception {
        Path log = Path.of(file + "-wal");
        byte[] stale;
        try (Storage storage = storage()) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
            stale = Files.readAllBytes(log);
        }
        Files.delete(file);
        Files.write(log, stale);
        fill(RECORDS);
        try (Storage storage = storage()) {
            assertThat(storage.users().count()).isEqualTo(1_000);
            assertThat(storage.users().findByEmail("ada@example.org")).isEmpty();
        }
    }
}
