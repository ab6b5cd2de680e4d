package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waiting for the lock of the file, which another process holds: here another connection. */
class LockWaitTest {
    private static final Duration MUCH_SHORTER_THAN_SQLITES_SLEEP = Duration.ofMillis(40);

    @TempDir
    Path directory;

    private Connection other;
    private Storage storage;
    private KeyValueRecord record;

    @BeforeEach
    void open() throws Exception {
        Path file = directory.resolve("shared.db");
        storage = Storage.open(StorageConfig.forUrl("sqlite:" + file)
                .lockTimeout(Duration.ofMinutes(1))
                .build());
        record = storage.keyValues().namespace("n").record("r");
        other = PlainSql.connect(file);
    }

    @AfterEach
    void close() throws Exception {
        storage.close();
        other.close();
    }

    @Test
    void aLockThatBecomesFree_isTakenAtOnce() throws Exception {
        Duration shortest = ChronoUnit.FOREVER.getDuration(); // whatever else runs, and the disk, can only add to it
        for (int i = 0; i < 20 && shortest.compareTo(MUCH_SHORTER_THAN_SQLITES_SLEEP) >= 0; i++) {
            Duration wait = waitAfterRelease(Duration.ofMillis(340)); // SQLite alone would look after 328 and 428 ms
            shortest = wait.compareTo(shortest) < 0 ? wait : shortest;
        }

        assertThat(shortest).isLessThan(MUCH_SHORTER_THAN_SQLITES_SLEEP);
    }

    private Duration waitAfterRelease(Duration held) throws Exception {
        PlainSql.run(other, "BEGIN IMMEDIATE");
        FutureTask<Long> write = write();
        LockSupport.parkNanos(held.toNanos());
        assertThat(write.isDone()).isFalse();
        long released = System.nanoTime();
        PlainSql.run(other, "COMMIT");
        return Duration.ofNanos(write.get() - released);
    }

    /** When it was done. */
    private FutureTask<Long> write() {
        FutureTask<Long> write = new FutureTask<>(() -> {
            record.increment("counter");
            return System.nanoTime();
        });
        new Thread(write).start();
        return write;
    }

    @Test
    void anInterruptWhileWaiting_endsNothingAndIsKept() throws Exception {
        PlainSql.run(other, "BEGIN IMMEDIATE");
        FutureTask<Boolean> write = new FutureTask<>(() -> {
            record.increment("counter");
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = new Thread(write);
        thread.start();
        awaitLockWait(thread);

        thread.interrupt();
        PlainSql.run(other, "COMMIT");

        assertThat(write.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(record.getText("counter")).contains("1");
    }

    private static void awaitLockWait(Thread thread) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!List.of(thread.getStackTrace()).toString().contains("LockWait")) {
            assertThat(System.nanoTime() - end).as("it waits for the lock").isNegative();
            Thread.onSpinWait();
        }
    }
}
