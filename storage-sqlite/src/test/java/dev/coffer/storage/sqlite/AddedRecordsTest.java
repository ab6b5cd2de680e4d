package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Busy;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.Session;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.jdbi.StoredKeyValue;
import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.jdbi.StoredSession;
import dev.coffer.storage.jdbi.StoredUser;
import dev.coffer.storage.jdbi.TypedRecords;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.RecordTarget.Refusal;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records are added to what is there, in whatever order. */
class AddedRecordsTest {
    private static final UUID ADA = new UUID(0x7000, 1);
    private static final UUID BOB = new UUID(0x7000, 2);
    private static final UUID NOBODY = new UUID(0x7000, 9);

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("app.db");
    }

    private StorageConfig config() {
        return StorageConfig.forUrl("sqlite:" + file)
                .lockTimeout(Duration.ofSeconds(1))
                .build();
    }

    private RecordTarget target() {
        return new SqliteStorageProvider().openTarget(config());
    }

    private static StoredRecord user(UUID id, String email) {
        return new StoredUser(
                new User(id, email, Optional.empty(), Optional.empty(), Map.of(), Instant.EPOCH, Instant.EPOCH, 1),
                email,
                Optional.empty());
    }

    private static StoredRecord session(UUID id, UUID userId, int hash) {
        Session session = new Session(
                id,
                userId,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
        byte[] tokenHash = new byte[32];
        tokenHash[0] = (byte) hash;
        return new StoredSession(session, tokenHash);
    }

    private static StoredRecord item(String key, int value) {
        return new StoredKeyValue(new KeyValue(
                "n", "r", key, new byte[] {(byte) value}, 1, Optional.empty(), Instant.EPOCH, Instant.EPOCH));
    }

    @Test
    void whatCollides_isRefusedAlone_andToldWhy() {
        List<StoredRecord> records = List.of(
                user(ADA, "ada@x"),
                user(ADA, "other@x"),
                user(BOB, "ada@x"),
                user(ADA, "ada@x"),
                session(ADA, ADA, 1),
                session(ADA, ADA, 2),
                session(BOB, ADA, 1),
                session(BOB, NOBODY, 3),
                session(ADA, ADA, 1),
                item("a", 1),
                item("a", 2),
                item("a", 1),
                user(BOB, "bob@x"),
                session(BOB, BOB, 4));
        List<Refusal> refusals = List.of(
                new Refusal(1, "id", false),
                new Refusal(2, "email", false),
                new Refusal(3, "id", true),
                new Refusal(5, "id", false),
                new Refusal(6, "tokenHash", false),
                new Refusal(7, "userId", false),
                new Refusal(8, "id", true),
                new Refusal(10, "key", false),
                new Refusal(11, "key", true));
        try (RecordTarget target = target()) {
            target.begin("a source");
            List<Refusal> whileFilling = new ArrayList<>(refusals);
            whileFilling.remove(new Refusal(7, "userId", false)); // the user may come later
            whileFilling.add(new Refusal(13, "id", false));
            assertThat(TypedRecords.add(target, records)).isEqualTo(whileFilling);
            assertThat(TypedRecords.add(target, records.subList(12, 13))).containsExactly(new Refusal(0, "id", true));
            try (RecordSource source = target.written()) {
                assertThat(Chunks.orphans(source, RecordKind.SESSION)).containsExactly(records.get(7));
            }
            target.clear();
            target.complete();
            target.finish();
            assertThat(TypedRecords.add(target, records)).as("in place").isEqualTo(refusals);
            List<Refusal> foreseen = TypedRecords.refusals(target, records);
            assertThat(foreseen)
                    .isEqualTo(TypedRecords.add(target, records))
                    .contains(new Refusal(0, "id", true), new Refusal(1, "id", false), new Refusal(2, "id", false))
                    .contains(new Refusal(6, "id", false), new Refusal(8, "id", true));
            assertThat(TypedRecords.refusals(
                            target,
                            List.of(user(NOBODY, "ada@x"), session(NOBODY, ADA, 1), session(NOBODY, NOBODY, 5))))
                    .containsExactly(
                            new Refusal(0, "email", false),
                            new Refusal(1, "tokenHash", false),
                            new Refusal(2, "userId", false));
            assertThat(TypedRecords.refusals(target, List.of(user(NOBODY, "new@x"), item("new", 1))))
                    .isEmpty();
            try (RecordSource source = target.written()) {
                assertThat(Chunks.records(source, RecordKind.USER)).containsExactly(records.get(0), records.get(12));
                assertThat(Chunks.records(source, RecordKind.SESSION)).containsExactly(records.get(4), records.get(13));
                assertThat(Chunks.records(source, RecordKind.KEY_VALUE)).containsExactly(records.get(9));
            }
        }
    }

    @Test
    void whatIsThereAndCannotBeRead_isAnotherRecord() throws Exception {
        try (RecordTarget target = target()) {
            target.begin("a source");
            TypedRecords.add(target, List.of(user(ADA, "ada@x")));
            target.complete();
            target.finish();
        }
        PlainSql.run(file, "UPDATE coffer_users SET metadata = '{'");

        try (RecordTarget target = target()) {
            assertThat(TypedRecords.add(target, List.of(user(ADA, "ada@x"), user(BOB, "bob@x"))))
                    .containsExactly(new Refusal(0, "id", false));
        }
    }

    @Test
    void whatIsAddedInAnyOrder_isReadInThatOfItsKeys() {
        Map<RecordKind, List<StoredRecord>> records = NastyRecords.of(3_000);
        try (RecordTarget target = target()) {
            target.begin("a source");
            records.forEach((kind, all) -> {
                List<StoredRecord> shuffled = new ArrayList<>(all);
                Collections.shuffle(shuffled, new Random(1));
                for (int i = 0; i < shuffled.size(); i += 500) {
                    assertThat(TypedRecords.add(target, shuffled.subList(i, i + 500)))
                            .isEmpty();
                }
            });
            try (RecordSource source = target.written()) {
                records.forEach(
                        (kind, all) -> assertThat(Chunks.records(source, kind)).isEqualTo(all));
            }
        }
    }

    @Test
    void adding_worksBesideAStorageInUse() throws Exception {
        try (RecordTarget target = target()) {
            target.begin("a source");
            target.complete();
            target.finish();
        }
        try (Storage storage = Storage.open(config());
                RecordTarget target = target()) {
            storage.users().create(NewUser.withEmail("before@example.org"));
            assertThat(TypedRecords.add(target, List.of(user(ADA, "ada@x"), user(BOB, "before@example.org"))))
                    .containsExactly(new Refusal(1, "email", false));
            target.raiseHighWater(77);
            assertThat(storage.users().find(ADA)).isPresent();
            assertThat(storage.keyValues().namespace("n").record("r").put("k", "v"))
                    .isEqualTo(78);
            try (Connection other = PlainSql.connect(file)) {
                PlainSql.run(other, "BEGIN IMMEDIATE");
                Failure.of(
                        Busy.class,
                        Retry.OPERATION,
                        Outcome.NOT_APPLIED,
                        () -> TypedRecords.add(target, List.of(user(BOB, "bob@x"))));
            }
            assertThat(TypedRecords.add(target, List.of(user(BOB, "bob@x")))).isEmpty();
            assertThat(storage.users().find(BOB)).isPresent();
        }
        assertThat(PlainSql.ask(file, "PRAGMA integrity_check")).containsExactly("ok");
    }
}
