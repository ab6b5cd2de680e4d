package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.ResourceExhausted;
import dev.coffer.storage.Retry;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.TransactionRolledBack;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite ends a whole transaction by itself, in the midst of it: a full file, a trigger that rolls back. */
class EndedTransactionTest {
    private static final byte[] LARGE = new byte[1_000_000];

    @TempDir
    Path directory;

    private Path file;
    private Storage storage;

    @BeforeEach
    void open() {
        file = directory.resolve("app.db");
        storage = Storage.open("sqlite:" + file);
        storage.users().create(NewUser.withEmail("ada@example.org"));
    }

    @AfterEach
    void nothingIsHalfWritten() throws Exception {
        assertThat(storage.users().count()).isOne();
        assertThat(storage.keyValues().namespace("n").count()).isZero();
        SharedWriter.pragma(file, "max_page_count = 1000000");
        storage.users().create(NewUser.withEmail("bob@example.org"));
        putLarge(storage);
        storage.inTransaction(tx -> tx.users().create(NewUser.withEmail("eve@example.org")));
        storage.close();
        assertThat(PlainSql.ask(file, "PRAGMA integrity_check")).containsExactly("ok");
        assertThat(PlainSql.ask(file, "SELECT count(*) FROM coffer_users")).containsExactly("3");
    }

    private static void putLarge(StorageAccess storage) {
        storage.keyValues().namespace("n").record("r").put("large", LARGE);
    }

    @Test
    void aFullFile_refusesAWrite() {
        SharedWriter.leavePages(file, 20);
        assertExhausted(() -> putLarge(storage));
    }

    @Test
    void aFullFile_refusesABatchWhole() {
        SharedWriter.leavePages(file, 20);
        assertExhausted(() -> storage.keyValues()
                .apply(List.of(
                        Mutation.put(new ItemKey("n", "r", "small"), "small"),
                        Mutation.put(new ItemKey("n", "r", "large"), LARGE))));
        assertExhausted(() -> storage.users()
                .createAll(List.of(
                        NewUser.withEmail("bob@example.org"),
                        NewUser.withEmail("eve@example.org").metadata(Map.of("large", "x".repeat(500_000))))));
    }

    @Test
    void inATransaction_theErrorComesThrough_andNothingIsKept() {
        SharedWriter.leavePages(file, 20);
        assertExhausted(() -> storage.inTransaction(tx -> {
            tx.users().create(NewUser.withEmail("earlier@example.org"));
            putLarge(tx);
        }));
    }

    @Test
    void inATransaction_whereItIsSwallowed_nothingLaterIsApplied() {
        SharedWriter.leavePages(file, 20);
        TransactionRolledBack error = Failure.of(
                TransactionRolledBack.class,
                Retry.LATER,
                Outcome.NOT_APPLIED,
                () -> storage.inTransaction(tx -> {
                    tx.users().create(NewUser.withEmail("earlier@example.org"));
                    assertExhausted(() -> putLarge(tx));
                    assertRolledBack(Retry.LATER, () -> tx.users().create(NewUser.withEmail("later@example.org")));
                    assertRolledBack(Retry.LATER, () -> tx.users().count());
                    assertRolledBack(
                            Retry.LATER,
                            () -> tx.keyValues().namespace("n").record("r").increment("later"));
                }));
        assertThat(error).hasCauseInstanceOf(ResourceExhausted.class);
    }

    @Test
    void aTriggerThatRollsBack_endsAWriteAlone() throws Exception {
        rollBackOnLock();
        assertRefusedByTrigger(() -> lockAda(storage));
    }

    @Test
    void inATransaction_whereATriggerRollsBack_nothingLaterIsApplied() throws Exception {
        rollBackOnLock();
        TransactionRolledBack error = Failure.of(
                TransactionRolledBack.class,
                Retry.NEVER,
                Outcome.NOT_APPLIED,
                () -> storage.inTransaction(tx -> {
                    tx.users().create(NewUser.withEmail("earlier@example.org"));
                    assertRefusedByTrigger(() -> lockAda(tx));
                    assertRolledBack(Retry.NEVER, () -> tx.users().create(NewUser.withEmail("later@example.org")));
                }));
        assertThat(error.getCause()).isExactlyInstanceOf(StorageException.class);
    }

    private void rollBackOnLock() throws Exception {
        PlainSql.run(file, """
                CREATE TRIGGER planted BEFORE UPDATE OF locked_at ON coffer_users
                BEGIN SELECT RAISE(ROLLBACK, 'planted'); END
                """);
    }

    private static void lockAda(StorageAccess storage) {
        storage.users()
                .lock(storage.users()
                        .findByEmail("ada@example.org")
                        .orElseThrow()
                        .id());
    }

    private static void assertExhausted(ThrowingCallable call) {
        Failure.of(ResourceExhausted.class, Retry.LATER, Outcome.NOT_APPLIED, call);
    }

    private static void assertRefusedByTrigger(ThrowingCallable call) {
        StorageException error = Failure.of(StorageException.class, Retry.NEVER, Outcome.NOT_APPLIED, call);
        assertThat(error.code()).as("1811, masked").contains("SQLITE-19");
    }

    private static void assertRolledBack(Retry retry, ThrowingCallable call) {
        Failure.of(TransactionRolledBack.class, retry, Outcome.NOT_APPLIED, call);
    }
}
