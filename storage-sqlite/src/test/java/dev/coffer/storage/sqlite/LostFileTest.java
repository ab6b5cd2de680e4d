package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.Unavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Somebody takes away the files of a database that is open. SQLite itself would go on as if they were there. */
class LostFileTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int THREADS = 8;

    @TempDir
    Path directory;

    private Path file;
    private Storage storage;

    @BeforeEach
    void open() {
        file = directory.resolve("app.db");
        storage = Storage.open("sqlite:" + file);
        record(storage).put("before", "kept");
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private static KeyValueRecord record(StorageAccess storage) {
        return storage.keyValues().namespace("n").record("r");
    }

    @TestFactory
    Stream<DynamicTest> aDeletedFile_refusesWritesAndSoonReads() {
        return Stream.of("", "-wal", "-shm")
                .map(suffix -> dynamicTest("app.db" + suffix, () -> {
                    close();
                    open();
                    Files.delete(Path.of(file + suffix));
                    assertUnavailable(() -> record(storage).put("after", "lost"));
                    assertUnavailable(
                            () -> storage.inTransaction(tx -> record(tx).put("after", "lost")));
                    assertReadsEnd();
                    assertUnavailable(() -> storage.inTransaction(
                            TransactionOptions.readOnlySnapshot(),
                            tx -> record(tx).get("before")));
                    assertUnavailable(() -> Storage.open("sqlite:" + file));
                }));
    }

    @Test
    void aDeletedFile_isSoonNotReadAnyMore_evenIfNobodyWrites() throws Exception {
        assertThat(record(storage).getText("before")).contains("kept");
        Files.delete(file);
        assertReadsEnd();
    }

    @Test
    void aReplacedLog_isNoticedSoon_andWhatWasWrittenUntilThenIsKept() throws Exception {
        Path log = Path.of(file + "-wal");
        Files.delete(log);
        Files.createFile(log);
        List<String> written = new ArrayList<>(List.of("before"));
        long end = System.nanoTime() + SOON.toNanos();
        while (isWritten("after-" + written.size())) {
            written.add("after-" + written.size());
            assertThat(System.nanoTime()).isLessThan(end);
        }
        assertHolds(Files.copy(file, directory.resolve("copy.db")), written.toArray(String[]::new));
    }

    private boolean isWritten(String key) {
        try {
            record(storage).put(key, "kept");
            return true;
        } catch (Unavailable e) {
            return false;
        }
    }

    @Test
    void aDeletedFile_isToldToEveryMemberOfACommit() throws Exception {
        Files.delete(file);
        Concurrently.call(THREADS, thread -> {
            assertUnavailable(() -> record(storage).put("after-" + thread, "lost"));
            return thread;
        });
    }

    @Test
    void aFileThatIsDeletedDuringATransaction_appliesNothingOfIt() throws Exception {
        Path away = directory.resolve("away.db");
        assertUnavailable(() -> storage.inTransaction(tx -> {
            record(tx).put("in", "lost");
            Files.move(file, away);
        }));
        Files.move(away, file);
        assertThat(record(storage).getAll()).containsOnlyKeys("before");
    }

    @Test
    void afterADeletedFileWasClosed_aNewOneIsMade() throws Exception {
        Files.delete(file);
        assertUnavailable(() -> record(storage).put("after", "lost"));
        close();
        open();
        assertThat(record(storage).getAll()).containsOnlyKeys("before");
    }

    @Test
    void aFileThatIsMovedAwayAndBack_isWrittenAgain() throws Exception {
        Path away = Files.move(file, directory.resolve("away.db"));
        assertUnavailable(() -> record(storage).put("after", "not applied"));
        assertReadsEnd();
        Files.move(away, file);
        assertThat(record(storage).getAll()).containsOnlyKeys("before");
        record(storage).put("after", "kept");
        close();
        assertHolds(file, "before", "after");
    }

    @Test
    void aFileThatWasMovedWithoutItsLog_isWholeOnceItIsClosed() throws Exception {
        Path away = Files.move(file, directory.resolve("away.db"));
        close();
        assertHolds(away, "before");
        assertThat(Path.of(file + "-wal")).isEmptyFile();
    }

    @Test
    void aFileThatWasMovedWithoutItsLog_isWholeOnceAWriteFoundItOut() throws Exception {
        Path away = Files.move(file, directory.resolve("away.db"));
        assertUnavailable(() -> record(storage).put("after", "lost"));
        assertHolds(Files.copy(away, directory.resolve("copy.db")), "before");
    }

    @Test
    void aReplacedFile_isNeitherReadNorWritten() throws Exception {
        Path other = directory.resolve("other.db");
        try (Storage storage = Storage.open("sqlite:" + other)) {
            record(storage).put("other", "kept");
            storage.users().create(NewUser.withEmail("other@example.org"));
        }
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertUnavailable(() -> record(storage).put("after", "lost"));
        assertReadsEnd();
        close();
        assertHolds(file, "other");
    }

    @Test
    void aDeletedLog_losesNothingThatWasWritten() throws Exception {
        Files.delete(Path.of(file + "-wal"));
        assertUnavailable(() -> record(storage).put("after", "not applied"));
        Path copy = Files.copy(file, directory.resolve("copy.db"));
        assertHolds(copy, "before");
        close();
        assertHolds(file, "before");
    }

    private static void assertUnavailable(ThrowingCallable call) {
        Unavailable error = Failure.of(Unavailable.class, Retry.OPERATION, Outcome.NOT_APPLIED, call);
        assertThat(error).hasMessageContaining("deleted, moved or replaced");
    }

    private void assertReadsEnd() {
        long end = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() - end < 0) {
            try {
                record(storage).get("before");
            } catch (Unavailable e) {
                assertUnavailable(() -> record(storage).get("before"));
                assertUnavailable(storage::ping);
                return;
            }
        }
        throw new AssertionError("what was taken away is still read");
    }

    private static void assertHolds(Path file, String... keys) throws Exception {
        try (Storage storage = Storage.open("sqlite:" + file)) {
            assertThat(record(storage).getAll()).containsOnlyKeys(keys);
        }
        assertThat(PlainSql.ask(file, "PRAGMA integrity_check")).isEqualTo(List.of("ok"));
    }
}
