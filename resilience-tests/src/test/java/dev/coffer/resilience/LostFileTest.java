package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Storage;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.sqlite.Concurrently;
import dev.coffer.storage.sqlite.PlainSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody takes the files away from a database while eight threads write to it. */
class LostFileTest {
    private static final int RUNS_EACH = Extent.of(2, 10);
    private static final int THREADS = 8;
    private static final int FAILURES_OF_A_THREAD = 3;
    private static final int MOST_WRITES_BEFORE = 500;
    private static final int NONE_LEFT = -1;
    private static final Duration SOON = Duration.ofSeconds(20); // on a machine that is busy with others

    private enum Loss {
        DELETED,
        MOVED,
        REPLACED,
        LOG_DELETED,
        INDEX_DELETED
    }

    @TempDir
    Path directory;

    private Path file;
    private Path away;
    private Path other;
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private Duration longestRead = Duration.ZERO;

    @BeforeEach
    void nameFiles() {
        file = directory.resolve("app.db");
        away = directory.resolve("away.db");
        other = directory.resolve("other.db");
    }

    @Test
    void aLostFile_isNoticed_andNothingThatWasAcknowledgedAfterwardsIsInIt() throws Exception {
        try (Tally tally = new Tally(Chapter.SQLITE, "file deleted, moved or replaced while 8 threads write")) {
            for (Loss loss : Loss.values()) {
                for (int run = 0; run < RUNS_EACH; run++) {
                    tally.run();
                    lose(tally, loss, run % 2 == 0);
                }
            }
            tally.remark("no write acknowledged that began afterwards");
            tally.remark("where nobody writes, reads refused after at most %d ms".formatted(longestRead.toMillis()));
            tally.remark("also without its -wal, a file that is still there holds all that was acknowledged");
        }
    }

    private void lose(Tally tally, Loss loss, boolean whileWriting) throws Exception {
        acknowledged.clear();
        for (Path path : new Path[] {file, away, other}) {
            for (String suffix : new String[] {"", "-wal", "-shm"}) {
                Files.deleteIfExists(Path.of(path + suffix));
            }
        }
        try (Storage storage = Storage.open("sqlite:" + other)) {
            record(storage).put("other", "x");
        }
        try (Storage storage = Storage.open("sqlite:" + file)) {
            if (whileWriting) {
                writeUntilRefused(tally, storage, loss, new Random().nextInt(MOST_WRITES_BEFORE));
            } else {
                for (int i = 0; i < THREADS; i++) {
                    write(tally, storage, "before-" + i, false);
                }
                assertThat(record(storage).count()).isEqualTo(THREADS);
                take(tally, loss);
                awaitReadsToEnd(tally, storage);
                writeUntilRefused(tally, storage, loss, NONE_LEFT);
            }
            assertThat(tally.call(() -> record(storage).get("0-0")).error()).containsInstanceOf(Unavailable.class);
        }
        assertLeft(tally, loss);
    }

    private void writeUntilRefused(Tally tally, Storage storage, Loss loss, int writesBefore) throws Exception {
        AtomicBoolean isLost = new AtomicBoolean(writesBefore == NONE_LEFT);
        AtomicInteger writesLeft = new AtomicInteger(writesBefore);
        Concurrently.call(THREADS, thread -> {
            int failures = 0;
            for (int i = 0; failures < FAILURES_OF_A_THREAD; i++) {
                if (writesLeft.getAndDecrement() == 0) {
                    take(tally, loss);
                    isLost.set(true);
                }
                if (!write(tally, storage, thread + "-" + i, isLost.get())) {
                    failures++;
                }
            }
            return failures;
        });
    }

    private void take(Tally tally, Loss loss) throws IOException {
        tally.faults(1);
        switch (loss) {
            case DELETED -> Files.delete(file);
            case MOVED -> Files.move(file, away);
            case REPLACED -> Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            case LOG_DELETED -> Files.delete(Path.of(file + "-wal"));
            case INDEX_DELETED -> Files.delete(Path.of(file + "-shm"));
        }
    }

    private boolean write(Tally tally, Storage storage, String key, boolean isLost) {
        Tally.Attempt<Long> put = tally.call(() -> key.hashCode() % 3 == 0
                ? storage.callInTransaction(
                        tx -> tx.keyValues().namespace("n").record("r").put(key, "x"))
                : record(storage).put(key, "x"));
        if (put.succeeded()) {
            tally.lost(isLost ? 1 : 0);
            assertThat(isLost).isFalse();
            acknowledged.put(key, "x");
        } else {
            assertThat(put.error())
                    .containsInstanceOf(Unavailable.class)
                    .hasValueSatisfying(error -> assertThat(error.outcome()).isEqualTo(Outcome.NOT_APPLIED));
        }
        return put.succeeded();
    }

    private void awaitReadsToEnd(Tally tally, Storage storage) {
        long begin = System.nanoTime();
        Tally.Attempt<?> read = tally.call(() -> record(storage).get("0-0"));
        while (read.succeeded()) {
            assertThat(System.nanoTime() - begin).isLessThan(SOON.toNanos());
            read = tally.call(() -> record(storage).get("0-0"));
        }
        assertThat(read.error()).containsInstanceOf(Unavailable.class);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        longestRead = took.compareTo(longestRead) > 0 ? took : longestRead;
    }

    private void assertLeft(Tally tally, Loss loss) throws Exception {
        Path left = loss == Loss.MOVED ? away : file;
        try (Storage storage = Storage.open("sqlite:" + left)) {
            Map<String, KeyValue> found = record(storage).getAll();
            switch (loss) {
                case DELETED -> assertThat(found).isEmpty();
                case REPLACED -> assertThat(found).containsOnlyKeys("other");
                default -> {
                    long lost = acknowledged.keySet().stream()
                            .filter(key -> !found.containsKey(key))
                            .count();
                    tally.lost(lost);
                    assertThat(lost).isZero();
                }
            }
        }
        assertThat(PlainSql.ask(left, "PRAGMA integrity_check")).containsExactly("ok");
    }

    private static KeyValueRecord record(Storage storage) {
        return storage.keyValues().namespace("n").record("r");
    }
}
