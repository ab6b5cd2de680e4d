package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Duplicate;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.NotFound;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Retry;
import dev.coffer.storage.Session;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import dev.coffer.storage.VersionConflict;
import dev.coffer.storage.spi.StorageBackend;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes that the stored data does not allow: what the error names, and that nothing is changed. */
class RefusedChangeTest {
    private static final NewUser BOB = NewUser.withEmail("bob@example.org");

    @TempDir
    Path directory;

    private Storage storage;
    private User ada;
    private KeyValueRecord record;
    private long version;

    @BeforeEach
    void fill() {
        storage = Storage.open(config());
        ada = storage.users().create(NewUser.withEmail("ada@example.org"));
        record = storage.keyValues().namespace("n").record("r");
        version = record.put("k", "value");
    }

    private StorageConfig config() {
        return StorageConfig.forUrl("sqlite:" + directory.resolve("app.db"))
                .passwordCost(4)
                .build();
    }

    @AfterEach
    void nothingIsChanged_andTheNextChangeWorks() {
        assertThat(storage.users().list(PageRequest.first(10)).items()).containsExactly(ada);
        assertThat(record.getAll()).containsOnlyKeys("k");
        assertThat(record.getText("k")).contains("value");
        assertThat(record.get("k").orElseThrow().version()).isEqualTo(version);
        storage.users().create(BOB);
        storage.close();
    }

    @Test
    void anEmailThatIsTaken() {
        assertDuplicate("email", () -> storage.users().create(NewUser.withEmail("ADA@example.org")));
    }

    @Test
    void anIdThatIsTaken() {
        assertDuplicate("id", () -> storage.users().create(BOB.id(ada.id())));
        assertDuplicate("id", () -> storage.users().findOrCreate(BOB.id(ada.id())));
    }

    @Test
    void whenBothAreTaken_theIdIsNamed() {
        NewUser both = NewUser.withEmail("ada@example.org").id(ada.id());
        assertDuplicate("id", () -> storage.users().create(both));
        Duplicate inBatch = duplicate("id", () -> storage.users().createAll(List.of(BOB, both)));
        assertThat(inBatch.element()).hasValue(1);
    }

    @Test
    void inABatch_theElementIsNamed_andTheOthersAreNotMade() {
        NewUser eve = NewUser.withEmail("eve@example.org");
        Duplicate email =
                duplicate("email", () -> storage.users().createAll(List.of(BOB, eve, NewUser.withEmail(ada.email()))));
        assertThat(email.element()).hasValue(2);
        Duplicate id = duplicate("id", () -> storage.users().createAll(List.of(BOB, eve.id(ada.id()), BOB)));
        assertThat(id.element()).hasValue(1);
        Duplicate twice = duplicate("email", () -> storage.users().createAll(List.of(BOB, eve, BOB)));
        assertThat(twice.element()).hasValue(2);
    }

    @Test
    void anEmailThatAnotherUserHas() {
        User bob = storage.users().create(BOB);
        assertDuplicate("email", () -> storage.users().update(bob.id(), UserUpdate.email("ada@example.org")));
        assertThat(storage.users().find(bob.id())).contains(bob);
        storage.users().delete(bob.id());
    }

    @Test
    void aTokenThatIsTaken() {
        byte[] hash = {1};
        byte[] otherHash = {2};
        try (StorageBackend backend = new SqliteStorageProvider().open(config())) {
            Session session =
                    storage.sessions().issue(NewSession.forUser(ada.id())).session();
            storage.sessions().revoke(session.id());
            backend.sessions().insert(session, hash);
            assertDuplicate("id", () -> backend.sessions().insert(session, otherHash));
            assertDuplicate("id", () -> backend.sessions().insert(session, hash));
            Session second =
                    storage.sessions().issue(NewSession.forUser(ada.id())).session();
            storage.sessions().revoke(second.id());
            assertDuplicate("token", () -> backend.sessions().insert(second, hash));
            backend.sessions().insert(second, otherHash);
            assertDuplicate("token", () -> backend.sessions().rotate(otherHash, hash, second.createdAt()));
        }
    }

    private static void assertDuplicate(String field, ThrowingCallable change) {
        assertThat(duplicate(field, change).element()).isEmpty();
    }

    private static Duplicate duplicate(String field, ThrowingCallable change) {
        Duplicate error = Failure.of(Duplicate.class, Retry.NEVER, Outcome.NOT_APPLIED, change);
        assertThat(error.field()).isEqualTo(field);
        return error;
    }

    @Test
    void aUserThatDoesNotExist_asTheOwnerOfSomething() {
        UUID nobody = UUID.randomUUID();
        for (ThrowingCallable change : List.<ThrowingCallable>of(
                () -> storage.sessions().issue(NewSession.forUser(nobody)),
                () -> storage.tokens().issue(NewToken.forUser(nobody, "reset")),
                () -> storage.inTransaction(tx -> {
                    User bob = tx.users().create(BOB);
                    tx.users().delete(bob.id());
                    tx.sessions().issue(NewSession.forUser(bob.id()));
                }))) {
            MissingReference error = Failure.of(MissingReference.class, Retry.NEVER, Outcome.NOT_APPLIED, change);
            assertThat(error.field()).isEqualTo("userId");
        }
    }

    @Test
    void aUserThatDoesNotExist_toBeChanged() {
        UUID nobody = UUID.randomUUID();
        for (ThrowingCallable change : List.<ThrowingCallable>of(
                () -> storage.users().update(nobody, UserUpdate.email("eve@example.org")),
                () -> storage.users()
                        .update(nobody, UserUpdate.email("eve@example.org").ifVersion(1)),
                () -> storage.users().lock(nobody),
                () -> storage.users().unlock(nobody),
                () -> storage.users().setPassword(nobody, "correct horse battery"),
                () -> storage.users().removePassword(nobody))) {
            NotFound error = Failure.of(NotFound.class, Retry.NEVER, Outcome.NOT_APPLIED, change);
            assertThat(error.what()).isEqualTo("user");
        }
    }

    @Test
    void anotherVersion() {
        assertConflict(
                ada.version(),
                () -> storage.users()
                        .update(ada.id(), UserUpdate.emailUnverified().ifVersion(7)));
        assertConflict(version, () -> record.put("k", "new", PutOptions.ifVersion(version + 1)));
        assertConflict(version, () -> record.put("k", "new", PutOptions.ifAbsent()));
        assertConflict(version, () -> record.delete("k", version + 1));
        VersionConflict inBatch = conflict(() -> storage.keyValues()
                .apply(List.of(
                        Mutation.put(new ItemKey("n", "r", "other"), "new"),
                        Mutation.delete(new ItemKey("n", "r", "k"), version + 1))));
        assertThat(inBatch.currentVersion()).hasValue(version);
        assertThat(inBatch.element()).hasValue(1);
    }

    @Test
    void aVersion_ofWhatIsAbsent() {
        VersionConflict put = conflict(() -> record.put("absent", "new", PutOptions.ifVersion(1)));
        assertThat(put.currentVersion()).isEmpty();
        assertThat(conflict(() -> record.delete("absent", 1)).currentVersion()).isEmpty();
    }

    private static void assertConflict(long currentVersion, ThrowingCallable change) {
        VersionConflict error = conflict(change);
        assertThat(error.currentVersion()).hasValue(currentVersion);
        assertThat(error.element()).isEmpty();
    }

    private static VersionConflict conflict(ThrowingCallable change) {
        return Failure.of(VersionConflict.class, Retry.NEVER, Outcome.NOT_APPLIED, change);
    }
}
