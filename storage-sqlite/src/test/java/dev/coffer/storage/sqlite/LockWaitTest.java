package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Storage;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
        storage = Storage.open("sqlite:" + file);
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
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waits.add(waitAfterRelease(Duration.ofMillis(340))); // SQLite alone would look after 328 and 428 ms
        }
        Collections.sort(waits);

        assertThat(waits.get(waits.size() / 2)).isLessThan(MUCH_SHORTER_THAN_SQLITES_SLEEP);
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
