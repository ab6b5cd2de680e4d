package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Busy;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.Unavailable;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waiting for what another has: the lock of the file, the writer, a reader. */
class ContentionTest {
    private static final NewUser ADA = NewUser.withEmail("ada@example.org");
    private static final NewUser BOB = NewUser.withEmail("bob@example.org");

    @TempDir
    Path directory;

    private Path file;
    private Storage storage;

    @BeforeEach
    void open() {
        file = directory.resolve("app.db");
        storage = Storage.open(config(Duration.ofSeconds(1)));
        storage.users().create(ADA);
    }

    private StorageConfig config(Duration lockTimeout) {
        return StorageConfig.forUrl("sqlite:" + file)
                .poolSize(1)
                .lockTimeout(lockTimeout)
                .build();
    }

    @AfterEach
    void onlyWhatWasAcknowledgedIsThere_andTheStorageWorks() {
        assertThat(storage.users().count()).isOne();
        storage.users().create(BOB);
        storage.inTransaction(tx -> tx.users().create(NewUser.withEmail("eve@example.org")));
        assertThat(storage.users().count()).isEqualTo(3);
        storage.close();
    }

    @Test
    void aLockThatAnotherHolds_makesWritesBusy_andLetsReadsThrough() throws Exception {
        try (Connection other = PlainSql.connect(file)) {
            PlainSql.run(other, "BEGIN IMMEDIATE");
            assertBusy(() -> storage.users().create(BOB));
            assertBusy(() -> storage.users().createAll(List.of(BOB, NewUser.withEmail("eve@example.org"))));
            assertBusy(() -> storage.keyValues().namespace("n").record("r").increment("k"));
            assertBusy(() -> storage.inTransaction(tx -> tx.users().create(BOB)));
            assertThat(storage.users().count()).isOne();
            storage.inTransaction(
                    TransactionOptions.readOnlySnapshot(),
                    tx -> assertThat(tx.users().count()).isOne());
        }
    }

    private static void assertBusy(ThrowingCallable write) {
        Failure.of(Busy.class, Retry.OPERATION, Outcome.NOT_APPLIED, write);
    }

    @Test
    void aWriteThatWaitsForTheWriter_isWithdrawnByAnInterrupt() throws Exception {
        try (Storage patient = Storage.open(config(Duration.ofMinutes(1)))) {
            storage.inTransaction(tx -> {
                Interrupted waiting = Interrupted.in(() -> patient.users().create(BOB));
                Failure.is(Busy.class, Retry.OPERATION, Outcome.NOT_APPLIED, waiting.failure());
                assertThat(waiting.flag()).isTrue();
            });
        }
    }

    @Test
    void aTransactionThatWaitsForTheWriter_isWithdrawnByAnInterrupt() throws Exception {
        try (Storage patient = Storage.open(config(Duration.ofMinutes(1)))) {
            storage.inTransaction(tx -> {
                Interrupted waiting = Interrupted.in(
                        () -> patient.callInTransaction(other -> other.users().create(BOB)));
                Failure.is(Busy.class, Retry.OPERATION, Outcome.NOT_APPLIED, waiting.failure());
                assertThat(waiting.flag()).isTrue();
            });
        }
    }

    @Test
    void aReadThatWaitsForAReader_isUnavailableInTime() throws Exception {
        storage.inTransaction(TransactionOptions.readOnlySnapshot(), tx -> {
            assertUnavailable(() -> OtherThread.call(() -> storage.users().count()));
            assertUnavailable(() -> OtherThread.call(() -> storage.callInTransaction(
                    TransactionOptions.readOnlySnapshot(),
                    other -> other.users().count())));
            assertThat(tx.users().count()).isOne();
        });
    }

    private static void assertUnavailable(ThrowingCallable read) {
        Failure.of(Unavailable.class, Retry.OPERATION, Outcome.NOT_APPLIED, read);
    }

    @Test
    void aReadThatWaitsForAReader_isWithdrawnByAnInterrupt() throws Exception {
        try (Storage patient = Storage.open(config(Duration.ofMinutes(1)))) {
            patient.inTransaction(TransactionOptions.readOnlySnapshot(), tx -> {
                Interrupted waiting = Interrupted.in(() -> patient.users().count());
                Failure.is(Unavailable.class, Retry.OPERATION, Outcome.NOT_APPLIED, waiting.failure());
                assertThat(waiting.flag()).isTrue();
            });
        }
    }

    /** How a call on another thread failed that was interrupted while it waited. */
    private record Interrupted(StorageException failure, boolean flag) {
        static Interrupted in(Callable<?> call) throws Exception {
            FutureTask<Interrupted> task = new FutureTask<>(() -> {
                try {
                    call.call();
                    throw new AssertionError("did not fail");
                } catch (StorageException e) {
                    return new Interrupted(e, Thread.currentThread().isInterrupted());
                }
            });
            Thread thread = new Thread(task);
            thread.start();
            while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
                Thread.onSpinWait();
            }
            thread.interrupt();
            return task.get(20, TimeUnit.SECONDS);
        }
    }
}
