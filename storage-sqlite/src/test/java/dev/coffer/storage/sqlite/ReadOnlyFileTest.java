package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.Retry;
import dev.coffer.storage.Scan;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A database that is opened with {@code mode=ro}. */
class ReadOnlyFileTest {
    private static final String PASSWORD = "correct horse battery";
    private static final Duration LIFETIME = Duration.ofDays(10);

    @TempDir
    Path directory;

    private Path file;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private User ada;
    private IssuedSession session;
    private IssuedToken token;
    private Storage storage;

    @BeforeEach
    void fillAndOpenForReading() {
        file = directory.resolve("app.db");
        try (Storage writing = Storage.open(config("").build())) {
            ada = writing.users().create(NewUser.withEmail("ada@example.org").password(PASSWORD));
            session = writing.sessions().issue(NewSession.forUser(ada.id()).lasting(LIFETIME));
            token = writing.tokens().issue(NewToken.forUser(ada.id(), "reset"));
            writing.keyValues().namespace("profiles").record("ada").put("theme", "dark");
        }
        storage = Storage.open(config("?mode=ro").build());
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private StorageConfig.Builder config(String parameters) {
        return StorageConfig.forUrl("sqlite:" + file + parameters)
                .passwordCost(4)
                .clock(() -> now);
    }

    @Test
    void everyRead_works() {
        assertThat(storage.users().find(ada.id())).contains(ada);
        assertThat(storage.users().findByEmail("Ada@Example.org")).contains(ada);
        assertThat(storage.users().findAll(List.of(ada.id()))).containsOnlyKeys(ada.id());
        assertThat(storage.users()
                        .findOrCreate(NewUser.withEmail("ada@example.org"))
                        .user())
                .isEqualTo(ada);
        assertThat(storage.users().list(PageRequest.first(10)).items()).containsExactly(ada);
        assertThat(storage.users().count()).isOne();
        assertThat(storage.users().authenticate("ada@example.org", PASSWORD)).contains(ada);
        assertThat(storage.users().exportPasswordHash(ada.id())).isPresent();
        assertThat(storage.sessions().authenticate(session.token())).isPresent();
        assertThat(storage.sessions().find(session.token())).isPresent();
        assertThat(storage.sessions().touch(session.token())).as("not due").isPresent();
        assertThat(storage.sessions().list(ada.id(), PageRequest.first(10)).items())
                .hasSize(1);
        KeyValueRecord profile = profile();
        assertThat(profile.getText("theme")).contains("dark");
        assertThat(profile.getAll()).hasSize(1);
        assertThat(profile.exists("theme")).isTrue();
        assertThat(profile.scan(Scan.all()).items()).hasSize(1);
        assertThat(profile.count()).isOne();
        storage.ping();
    }

    @Test
    void aLoginThatWouldRehash_works() {
        try (Storage stronger = Storage.open(config("?mode=ro").passwordCost(5).build())) {
            assertThat(stronger.users().authenticate("ada@example.org", PASSWORD))
                    .contains(ada);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyWrite_isRefused() {
        Map<String, ThrowingCallable> writes = new LinkedHashMap<>();
        NewUser bob = NewUser.withEmail("bob@example.org");
        writes.put("create", () -> storage.users().create(bob));
        writes.put("create many", () -> storage.users().createAll(List.of(bob, NewUser.withEmail("eve@example.org"))));
        writes.put("find or create", () -> storage.users().findOrCreate(bob));
        writes.put("update", () -> storage.users().update(ada.id(), UserUpdate.email("ada@example.com")));
        writes.put("lock", () -> storage.users().lock(ada.id()));
        writes.put("unlock", () -> storage.users().unlock(ada.id()));
        writes.put("set password", () -> storage.users().setPassword(ada.id(), PASSWORD));
        writes.put("remove password", () -> storage.users().removePassword(ada.id()));
        writes.put("delete user", () -> storage.users().delete(ada.id()));
        writes.put("issue session", () -> storage.sessions().issue(NewSession.forUser(ada.id())));
        writes.put("rotate", () -> storage.sessions().rotate(session.token()));
        writes.put(
                "update session",
                () -> storage.sessions().updateMetadata(session.session().id(), Map.of("a", 1L)));
        writes.put("revoke", () -> storage.sessions().revoke(session.session().id()));
        writes.put("revoke all", () -> storage.sessions().revokeAll(ada.id()));
        writes.put("purge sessions", () -> storage.sessions().purge());
        writes.put("touch when due", () -> {
            now = now.plus(LIFETIME.dividedBy(2));
            storage.sessions().touch(session.token());
        });
        writes.put("issue token", () -> storage.tokens().issue(NewToken.forUser(ada.id(), "reset")));
        writes.put("consume", () -> storage.tokens().consume("reset", token.token()));
        writes.put("revoke tokens", () -> storage.tokens().revokeAll(ada.id(), "reset"));
        writes.put("purge tokens", () -> storage.tokens().purge());
        writes.put("put", () -> profile().put("theme", "light"));
        writes.put("put all", () -> profile().putAll(Map.of("theme", new byte[1], "lang", new byte[1])));
        writes.put(
                "apply",
                () -> storage.keyValues().apply(List.of(Mutation.delete(new ItemKey("profiles", "ada", "theme")))));
        writes.put("delete item", () -> profile().delete("theme"));
        writes.put("delete by prefix", () -> profile().deleteByPrefix("t"));
        writes.put("clear", () -> profile().clear());
        writes.put("increment", () -> profile().increment("visits"));
        writes.put("expire", () -> profile().expire("theme", Duration.ofDays(1)));
        writes.put("persist", () -> profile().persist("theme"));
        writes.put("purge items", () -> storage.keyValues().purge());
        writes.put("apply once", () -> storage.applyOnce(new IdempotencyKey("key", now), tx -> {}));
        writes.put("purge keys", () -> storage.purgeAppliedKeys());
        writes.put(
                "in a transaction", () -> storage.inTransaction(tx -> tx.users().create(bob)));
        return writes.entrySet().stream()
                .map(write -> dynamicTest(write.getKey(), () -> {
                    Failure.of(ReadOnly.class, Retry.NEVER, Outcome.NOT_APPLIED, write.getValue());
                    assertThat(storage.users().list(PageRequest.first(10)).items())
                            .containsExactly(ada);
                }));
    }

    private KeyValueRecord profile() {
        return storage.keyValues().namespace("profiles").record("ada");
    }

    @Test
    void aTransaction_readsAsOfItsBeginning() throws Exception {
        try (Storage writing = Storage.open(config("").build())) {
            storage.inTransaction(tx -> {
                assertThat(tx.users().count()).isOne();
                OtherThread.call(() -> writing.users().create(NewUser.withEmail("bob@example.org")));
                assertThat(tx.users().count()).isOne();
            });
            assertThat(storage.users().count()).isEqualTo(2);
        }
    }

    @Test
    void reading_leavesTheFileAsItIs() throws Exception {
        storage.close();
        byte[] content = Files.readAllBytes(file);
        try (Storage reading = Storage.open(config("").readOnly(true).build())) {
            assertThat(reading.users().count()).isOne();
            Failure.of(
                    ReadOnly.class,
                    Retry.NEVER,
                    Outcome.NOT_APPLIED,
                    () -> reading.users().delete(ada.id()));
        }
        assertThat(file).hasBinaryContent(content);
        assertThat(Descriptors.of(file)).isEmpty();
    }

    @Test
    void afterReading_nothingIsRemembered_andANewFileIsMadeAtTheSamePath() throws Exception {
        storage.close();
        Files.delete(file);
        try (Storage writing = Storage.open(config("").build())) {
            assertThat(writing.users().count()).isZero();
        }
    }

    @Test
    void aMissingFile_isNotMade() {
        Path missing = directory.resolve("missing.db");
        for (StorageConfig.Builder config : List.of(
                StorageConfig.forUrl("sqlite:" + missing + "?mode=ro"),
                StorageConfig.forUrl("sqlite:" + missing).readOnly(true))) {
            Unavailable error = Failure.of(
                    Unavailable.class, Retry.OPERATION, Outcome.NOT_APPLIED, () -> Storage.open(config.build()));
            assertThat(error).hasMessage("the database file does not exist");
            assertThat(missing).doesNotExist();
        }
    }

    @Test
    void aFileThatIsNoDatabase_isRefused() throws Exception {
        Path text = Files.writeString(directory.resolve("text.db"), "no database");
        Failure.of(Corrupt.class, Retry.NEVER, Outcome.UNKNOWN, () -> Storage.open("sqlite:" + text + "?mode=ro"));
        InvalidInput error = Failure.of(
                InvalidInput.class,
                Retry.NEVER,
                Outcome.NOT_APPLIED,
                () -> Storage.open("sqlite:" + directory + "?mode=ro"));
        assertThat(error.field()).isEqualTo("url");
    }

    @Test
    void theSchema_isValidated() throws Exception {
        Path empty = directory.resolve("empty.db");
        PlainSql.run(empty, "PRAGMA user_version = 7");
        for (SchemaMode mode : new SchemaMode[] {SchemaMode.MIGRATE, SchemaMode.VALIDATE}) {
            StorageConfig config = StorageConfig.forUrl("sqlite:" + empty + "?mode=ro")
                    .schemaMode(mode)
                    .build();
            Failure.of(SchemaMismatch.class, Retry.NEVER, Outcome.NOT_APPLIED, () -> Storage.open(config));
            assertThat(Descriptors.of(empty)).isEmpty();
        }
        PlainSql.run(file, "DROP INDEX coffer_sessions_by_user");
        Failure.of(
                SchemaMismatch.class,
                Retry.NEVER,
                Outcome.NOT_APPLIED,
                () -> Storage.open(config("?mode=ro").build()));
    }

    @Test
    void withoutValidation_whatIsMissingShowsWhenItIsRead() throws Exception {
        Path empty = directory.resolve("empty.db");
        PlainSql.run(empty, "PRAGMA user_version = 7");
        StorageConfig config = StorageConfig.forUrl("sqlite:" + empty + "?mode=ro")
                .schemaMode(SchemaMode.NONE)
                .build();
        try (Storage reading = Storage.open(config)) {
            Failure.of(
                    SchemaMismatch.class,
                    Retry.NEVER,
                    Outcome.NOT_APPLIED,
                    () -> reading.users().count());
            Failure.of(SchemaMismatch.class, Retry.NEVER, Outcome.NOT_APPLIED, reading::ping);
        }
    }
}
