package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.Retry;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database lies where nothing can be written. Mounts such a place, for which it has to be root. */
class ReadOnlyDirectoryTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    private Tmpfs tmpfs;
    private Path file;

    @BeforeEach
    void mount() throws Exception {
        tmpfs = Tmpfs.mount(directory);
        file = directory.resolve("two words & 100%.db");
    }

    @AfterEach
    void unmount() throws Exception {
        tmpfs.unmount();
    }

    private static StorageConfig config(Path file, boolean readOnly) {
        return StorageConfig.forUrl("sqlite:" + file)
                .readOnly(readOnly)
                .passwordCost(4)
                .build();
    }

    private static KeyValueRecord record(StorageAccess storage) {
        return storage.keyValues().namespace("n").record("r");
    }

    private void fill() {
        try (Storage storage = Storage.open(config(file, false))) {
            record(storage).put("k", "value");
        }
    }

    /** As a killed process leaves it, with or without the index of the log. */
    private void fillWithALogLeft(String... suffixes) throws Exception {
        Path live = elsewhere.resolve("app.db");
        try (Storage storage = Storage.open(config(live, false))) {
            record(storage).put("k", "value");
            Files.copy(live, file);
            for (String suffix : suffixes) {
                Files.copy(Path.of(live + suffix), Path.of(file + suffix));
            }
        }
    }

    @Test
    void whatWasClosedWell_isRead_andNotWritten() throws Exception {
        fill();
        tmpfs.remount("ro");
        assertReadsAndDoesNotWrite();
    }

    @Test
    void whatWasLeftInALogWithItsIndex_isRead_andNotWritten() throws Exception {
        fillWithALogLeft("-wal", "-shm");
        tmpfs.remount("ro");
        assertReadsAndDoesNotWrite();
    }

    @Test
    void whatWasLeftInALogWithoutItsIndex_isNotIgnored_butRefusedWithWhatCanBeDone() throws Exception {
        fillWithALogLeft("-wal");
        tmpfs.remount("ro");
        for (ThrowingCallable open : new ThrowingCallable[] {
            () -> Storage.open(config(file, true)), () -> new SqliteStorageProvider().openSource(config(file, false))
        }) {
            assertThat(assertReadOnly(open))
                    .hasMessageContaining("-shm file")
                    .hasMessageContaining("copy the files to another one");
        }
    }

    private void assertReadsAndDoesNotWrite() {
        try (Storage storage = Storage.open(config(file, true))) {
            assertThat(record(storage).getText("k")).contains("value");
            storage.inTransaction(
                    TransactionOptions.readOnlySnapshot(),
                    tx -> assertThat(record(tx).getText("k")).contains("value"));
            storage.ping();
            assertReadOnly(() -> record(storage).put("k", "other"));
            assertReadOnly(() -> storage.inTransaction(tx -> tx.users().create(NewUser.withEmail("ada@example.org"))));
        }
        try (RecordSource source = new SqliteStorageProvider().openSource(config(file, false))) {
            assertThat(source.count(RecordKind.KEY_VALUE)).isOne();
        }
    }

    @Test
    void openToWrite_isRefused_withWhatCanBeDone() throws Exception {
        fill();
        tmpfs.remount("ro");
        ReadOnly error = assertReadOnly(() -> Storage.open(config(file, false)));
        assertThat(error).hasMessageContaining("readOnly(true)");
    }

    @Test
    void whatWasTakenForUnchangeable_isNotReadAnyMore_onceSomebodyHasWrittenIt() throws Exception {
        fill();
        tmpfs.remount("ro");
        try (Storage storage = Storage.open(config(file, true))) {
            assertThat(record(storage).getText("k")).contains("value");
            tmpfs.remount("rw");
            PlainSql.run(file, "UPDATE coffer_key_values SET value = x'00'");
            assertReadsEnd(storage);
        }
    }

    @Test
    void whatWasTakenForUnchangeable_isNotReadAnyMore_onceSomebodyWritesToALog() throws Exception {
        fill();
        tmpfs.remount("ro");
        try (Storage storage = Storage.open(config(file, true))) {
            tmpfs.remount("rw");
            try (Connection other = PlainSql.connect(file)) {
                PlainSql.run(other, "UPDATE coffer_key_values SET value = x'00'");
                assertReadsEnd(storage);
            }
        }
    }

    private static void assertReadsEnd(Storage storage) {
        long end = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() - end < 0) {
            try {
                record(storage).get("k");
            } catch (Unavailable e) {
                return;
            }
        }
        throw new AssertionError("it is still read");
    }

    private static ReadOnly assertReadOnly(ThrowingCallable call) {
        return Failure.of(ReadOnly.class, Retry.NEVER, Outcome.NOT_APPLIED, call);
    }
}
