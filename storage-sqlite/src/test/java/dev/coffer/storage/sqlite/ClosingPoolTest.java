package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.TransactionRolledBack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Closing leaves no descriptor behind: a later look into the file would drop the locks of a connection that is left over. */
class ClosingPoolTest {
    @TempDir
    Path directory;

    @Test
    void closing_whileAReaderIsBeingMade_leavesNothingOpen() throws Exception {
        Path file = directory.resolve("app.db");
        for (int round = 0; round < 10; round++) {
            Storage storage = open(file, Duration.ofSeconds(10));
            while (Descriptors.connections(file) < 2) { // the pool makes its first reader soon after opening
                Thread.onSpinWait();
            }
            storage.close();

            assertThat(Descriptors.of(file)).isEmpty();
        }
    }

    @Test
    void closing_thatCannotWaitForASnapshot_leavesNothingOpen() throws Exception {
        Path file = directory.resolve("app.db");
        Storage storage = open(file, Duration.ofMillis(20));
        CountDownLatch reads = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        CompletableFuture<Void> reader =
                CompletableFuture.runAsync(() -> storage.inTransaction(TransactionOptions.readOnlySnapshot(), tx -> {
                    tx.users().count();
                    reads.countDown();
                    awaitUninterruptibly(closed);
                    tx.users().count();
                }));
        awaitUninterruptibly(reads);

        storage.close();

        assertThat(Descriptors.of(file)).isEmpty();
        closed.countDown();
        assertThatThrownBy(reader::join).hasCauseInstanceOf(TransactionRolledBack.class);
        assertThat(Descriptors.of(file)).isEmpty();
    }

    @Test
    void closing_thatCannotWaitForATransaction_undoesIt_andTellsThoseWhoWaitForIt() throws Exception {
        Path file = directory.resolve("app.db");
        Storage storage = open(file, Duration.ofMillis(20));
        CountDownLatch wrote = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        CompletableFuture<Void> transaction = CompletableFuture.runAsync(() -> storage.inTransaction(tx -> {
            tx.users().create(NewUser.withEmail("ada@example.org"));
            wrote.countDown();
            awaitUninterruptibly(closed);
        }));
        awaitUninterruptibly(wrote);
        FutureTask<Long> waiting = new FutureTask<>(
                () -> storage.keyValues().namespace("n").record("r").increment("k"));
        Thread waits = new Thread(waiting);
        waits.start();
        while (waits.getState() != Thread.State.TIMED_WAITING && waits.isAlive()) {
            Thread.onSpinWait();
        }

        storage.close();

        assertThat(Descriptors.of(file)).isEmpty();
        closed.countDown();
        assertThatThrownBy(transaction::join).hasCauseInstanceOf(TransactionRolledBack.class);
        assertThatThrownBy(waiting::get).hasCauseInstanceOf(TransactionRolledBack.class);
        try (Storage again = open(file, Duration.ofSeconds(10))) {
            assertThat(again.users().count()).isZero();
            assertThat(again.keyValues().namespace("n").count()).isZero();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Storage open(Path file, Duration closeTimeout) {
        return Storage.open(StorageConfig.forUrl("sqlite:" + file)
                .closeTimeout(closeTimeout)
                .build());
    }
}
