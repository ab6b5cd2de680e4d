package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recursion without end in the host, with a write at each level: at some level the stack ends within the write. */
class StackOverflowTest {
    private static final int SMALL_STACK = 256 * 1024;
    private static final int ROUNDS = 5;

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void stackThatEndsWithinAWrite_strandsNobody() throws Exception {
        StorageConfig config = StorageConfig.forUrl("sqlite:" + directory.resolve("app.db"))
                .lockTimeout(Duration.ofSeconds(10))
                .build();
        Storage storage = Storage.open(config); // closed only when all went well: it would wait for those stranded
        KeyValueRecord record = storage.keyValues().namespace("n").record("r");
        for (int i = 0; i < 500; i++) {
            record.put("warm", "classes that are loaded near the end of a stack stay broken");
        }
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            while (!enough.get()) {
                record.put("other", "value");
            }
        });

        for (int i = 0; i < ROUNDS; i++) {
            Thread deep = new Thread(null, () -> writeNearTheEnd(record, Integer.MAX_VALUE), "deep", SMALL_STACK);
            deep.setDaemon(true);
            deep.start();
            deep.join();
        }

        enough.set(true);
        other.get(30, TimeUnit.SECONDS);
        assertThat(record.put("after", "value")).isPositive();
        storage.close();
    }

    /** Writes at the deepest level that there is, then at each one above until one has room for it. */
    private static boolean writeNearTheEnd(KeyValueRecord record, int levels) {
        boolean written;
        try {
            written = levels > 0 && writeNearTheEnd(record, levels - 1);
        } catch (StackOverflowError e) {
            written = false;
        }
        if (!written) {
            try {
                record.put("deep", "value");
                written = true;
            } catch (StackOverflowError e) {
                written = false;
            }
        }
        return written;
    }
}
