package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Busy;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several storages of one process on one file. */
class SharedFileTest {
    /** The common pool has too few on a machine with two processors. */
    private static final Executor OWN_THREAD = task -> new Thread(task).start();

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private Path file;
    private List<String> names;

    @BeforeEach
    void nameTheFileInSeveralWays() throws Exception {
        file = directory.resolve("app.db");
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere").resolve("deep"));
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), file);
        Path linkedDirectory = Files.createSymbolicLink(elsewhere.resolve("back"), directory);
        names = List.of(
                "sqlite:" + file,
                "jdbc:sqlite:" + file,
                "sqlite:" + directory + "/./elsewhere/../app.db",
                "sqlite:" + Path.of("").toAbsolutePath().relativize(file),
                "sqlite:" + link,
                "sqlite:" + linkedDirectory.resolve("app.db"));
    }

    @Test
    void storagesOnOneFile_shareOneWriter_andSeeEachOther() throws Exception {
        Storage[] storages = new Storage[names.size()];
        for (int i = 0; i < storages.length; i++) {
            storages[i] =
                    Storage.open(StorageConfig.forUrl(names.get(i)).poolSize(1).build());
            storages[i].users().create(NewUser.withEmail(i + "@example.org"));
            for (int j = 0; j <= i; j++) {
                assertThat(storages[j].users().count()).isEqualTo(i + 1);
            }
            assertThat(Descriptors.connections(file))
                    .as("one writer, a reader each")
                    .isEqualTo(1 + i + 1);
        }
        for (Storage storage : storages) {
            storage.close();
        }
        assertThat(Descriptors.of(file)).isEmpty();
        assertThat(Path.of(file + "-wal")).doesNotExist();
    }

    @Test
    void closingOne_leavesTheOtherWorking() throws Exception {
        Storage first = Storage.open(names.get(0));
        try (Storage second = Storage.open(names.get(4))) {
            first.users().create(NewUser.withEmail("first@example.org"));
            first.close();
            first.close();
            second.users().create(NewUser.withEmail("second@example.org"));
            assertThat(second.users().count()).isEqualTo(2);
        }
        assertThat(Descriptors.of(file)).isEmpty();
    }

    @Test
    void aTransactionOfOne_keepsTheOtherFromWriting_untilItHasEnded() throws Exception {
        Storage first = Storage.open(names.get(0));
        StorageConfig impatient = StorageConfig.forUrl(names.get(2))
                .lockTimeout(Duration.ofMillis(50))
                .build();
        try (first;
                Storage second = Storage.open(impatient)) {
            first.inTransaction(tx -> {
                tx.users().create(NewUser.withEmail("first@example.org"));
                Busy busy = Failure.of(
                        Busy.class,
                        Retry.OPERATION,
                        Outcome.NOT_APPLIED,
                        () -> OtherThread.call(() -> second.users().create(NewUser.withEmail("second@example.org"))));
                assertThat(busy).hasMessageContaining("writer");
            });
            second.users().create(NewUser.withEmail("second@example.org"));
            assertThat(first.users().count()).isEqualTo(2);
        }
    }

    @Test
    void eachStorage_waitsForTheLockOfAnotherProcess_asLongAsItIsToldTo() throws Exception {
        try (Storage patient = Storage.open(waiting(names.get(0), Duration.ofMinutes(1)));
                Storage impatient = Storage.open(waiting(names.get(2), Duration.ofMillis(50)));
                Connection other = PlainSql.connect(file)) {
            PlainSql.run(other, "BEGIN IMMEDIATE");
            assertBusySoon(() -> impatient.users().create(NewUser.withEmail("never@example.org")));
            assertBusySoon(() -> impatient.inTransaction(tx -> {}));
            CompletableFuture<User> write = CompletableFuture.supplyAsync(
                    () -> patient.users().create(NewUser.withEmail("ada@example.org")), OWN_THREAD);
            assertBusySoon(() -> impatient.users().create(NewUser.withEmail("never@example.org")));
            PlainSql.run(other, "COMMIT");
            assertThat(write).succeedsWithin(SOON);
            assertThat(patient.users().count()).isOne();
        }
    }

    private static StorageConfig waiting(String url, Duration lockTimeout) {
        return StorageConfig.forUrl(url).lockTimeout(lockTimeout).build();
    }

    private static void assertBusySoon(Runnable write) {
        assertThat(CompletableFuture.runAsync(write, OWN_THREAD))
                .failsWithin(SOON)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(Busy.class);
    }

    @Test
    void aDotDot_isResolvedAsTheOperatingSystemDoes() throws Exception {
        Path there = directory.resolve("elsewhere");
        Path link = Files.createSymbolicLink(directory.resolve("link"), there.resolve("deep"));
        try (Storage storage = Storage.open("sqlite:" + link + "/../app.db")) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
        }
        assertThat(file).doesNotExist();
        assertThat(PlainSql.ask(link.resolve("../app.db"), "SELECT email FROM coffer_users"))
                .containsExactly("ada@example.org");
        assertThat(there.resolve("app.db")).isRegularFile();
    }
}
