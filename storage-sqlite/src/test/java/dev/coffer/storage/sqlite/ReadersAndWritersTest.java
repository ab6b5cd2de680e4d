package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight writers and eight readers on one file for ten seconds. */
class ReadersAndWritersTest {
    private static final int WRITERS = 8;
    private static final int READERS = 8;
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final Duration BETWEEN_POLLS = Duration.ofMillis(20);
    private static final long MOST_LOG_BYTES = 64L * 1024 * 1024;
    private static final int VALUE_BYTES = 32 * 1024;
    private static final List<String> KEYS = List.of("a", "b", "c", "d", "e");

    /** The last number that each writer's record got, as far as that was acknowledged. */
    private final AtomicLongArray acknowledged = new AtomicLongArray(WRITERS);

    private final AtomicLong writtenBytes = new AtomicLong();
    private long end;

    @TempDir
    Path directory;

    @Test
    void eightReaders_besideEightWriters_seeWholeWritesAndTheLogStaysShort() throws Exception {
        Path file = directory.resolve("busy.db");
        StorageConfig config =
                StorageConfig.forUrl("sqlite:" + file).poolSize(READERS).build();
        List<Long> done;
        try (Storage storage = Storage.open(config)) {
            for (int writer = 0; writer < WRITERS; writer++) {
                put(storage, writer, 0);
            }
            end = System.nanoTime() + TIME.toNanos();
            done = Concurrently.call(WRITERS + READERS + 1, thread -> {
                if (thread < WRITERS) {
                    return write(storage, thread);
                }
                return thread < WRITERS + READERS ? read(storage, thread) : pollLog(file);
            });
        }
        assertThat(done).doesNotContain(0L);
    }

    /** On a slow disk longer: with less written, the length of the log would tell nothing. */
    private boolean goesOn() {
        return System.nanoTime() - end < 0 || writtenBytes.get() < 2 * MOST_LOG_BYTES;
    }

    private long write(Storage storage, int writer) {
        long number = 0;
        while (goesOn()) {
            number++;
            put(storage, writer, number);
            acknowledged.set(writer, number);
            writtenBytes.addAndGet((long) KEYS.size() * VALUE_BYTES);
        }
        return number;
    }

    private static void put(Storage storage, int writer, long number) {
        Map<String, byte[]> items = new HashMap<>();
        byte[] value = ByteBuffer.allocate(VALUE_BYTES).putLong(number).array();
        KEYS.forEach(key -> items.put(key, value));
        record(storage, writer).putAll(items);
    }

    private static KeyValueRecord record(Storage storage, int writer) {
        return storage.keyValues().namespace("numbers").record("writer-" + writer);
    }

    private long read(Storage storage, int reader) {
        long reads = 0;
        while (goesOn()) {
            int writer = (int) ((reader + reads / 3) % WRITERS);
            KeyValueRecord record = record(storage, writer);
            long atLeast = acknowledged.get(writer);
            Collection<KeyValue> items = switch ((int) (reads % 3)) {
                case 0 -> record.getAll(KEYS).values();
                case 1 -> record.getAll().values();
                default -> record.scan(Scan.all()).items();
            };
            assertWhole(items, atLeast);
            reads++;
        }
        return reads;
    }

    private static void assertWhole(Collection<KeyValue> items, long atLeast) {
        assertThat(items).extracting(KeyValue::key).containsExactlyElementsOf(KEYS);
        assertThat(items)
                .extracting(KeyValue::version)
                .containsOnly(items.iterator().next().version());
        long number = number(items.iterator().next());
        assertThat(items).extracting(ReadersAndWritersTest::number).containsOnly(number);
        assertThat(number).as("a write acknowledged before").isGreaterThanOrEqualTo(atLeast);
    }

    private static long number(KeyValue item) {
        return ByteBuffer.wrap(item.value()).getLong();
    }

    /** Looks at the size only: to open the log in this process would drop its locks. */
    private long pollLog(Path file) throws IOException, InterruptedException {
        Path log = Path.of(file + "-wal");
        long polls = 0;
        while (goesOn()) {
            assertThat(Files.size(log)).isLessThan(MOST_LOG_BYTES);
            TimeUnit.MILLISECONDS.sleep(BETWEEN_POLLS.toMillis());
            polls++;
        }
        return polls;
    }
}
