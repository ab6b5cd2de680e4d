package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.ResourceExhausted;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.sqlite.Concurrently;
import dev.coffer.storage.sqlite.PlainSql;
import dev.coffer.storage.sqlite.Tmpfs;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk is full while eight threads write. Mounts a small one, for which it has to be root. */
class DiskFullTest {
    private static final int RUNS = Extent.of(3, 20);
    private static final int THREADS = 8;
    private static final int FAILURES_OF_A_THREAD = 5;
    private static final int LONGEST_VALUE = 20_000;
    private static final int MORE_THAN_SQLITE_KEEPS_IN_MEMORY = 4 * 1024 * 1024;

    @TempDir
    Path directory;

    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    @Test
    void aFullDisk_losesNothing_tellsEveryWriter_andIsWrittenAgainOnceThereIsRoom() throws Exception {
        try (Tally tally = new Tally(Chapter.SQLITE, "disk full while 8 threads write")) {
            for (int run = 0; run < RUNS; run++) {
                tally.run();
                Tmpfs tmpfs = Tmpfs.mount(directory);
                try {
                    fillAndMakeRoom(tally, tmpfs);
                } finally {
                    tmpfs.unmount();
                }
            }
            tally.remark("none of the refused writes was applied; all 8 threads were told");
        }
    }

    private void fillAndMakeRoom(Tally tally, Tmpfs tmpfs) throws Exception {
        acknowledged.clear();
        refused.clear();
        Path file = directory.resolve("app.db");
        try (Storage storage = Storage.open("sqlite:" + file)) {
            Concurrently.call(THREADS, thread -> fill(tally, storage, thread));
            tally.faults(1);
            assertNothingIsLost(tally, storage);
            endTransaction(tally, storage);
            assertNothingIsLost(tally, storage);
            tmpfs.remount("size=64m");
            Concurrently.call(THREADS, thread -> {
                for (int i = 0; i < FAILURES_OF_A_THREAD; i++) {
                    assertThat(write(tally, storage, "again-" + thread + "-" + i))
                            .isTrue();
                }
                return thread;
            });
        }
        try (Storage storage = Storage.open("sqlite:" + file)) {
            assertNothingIsLost(tally, storage);
        }
        assertThat(PlainSql.ask(file, "PRAGMA integrity_check")).containsExactly("ok");
    }

    private int fill(Tally tally, Storage storage, int thread) {
        int failures = 0;
        for (int i = 0; failures < FAILURES_OF_A_THREAD; i++) {
            if (!write(tally, storage, thread + "-" + i)) {
                failures++;
            }
        }
        return failures;
    }

    private boolean write(Tally tally, Storage storage, String key) {
        String value = "x".repeat(1 + new Random().nextInt(LONGEST_VALUE));
        Tally.Attempt<Object> put = tally.call(() -> record(storage).put(key, value));
        if (put.succeeded()) {
            acknowledged.put(key, value);
        } else {
            assertThat(put.error()).containsInstanceOf(ResourceExhausted.class);
            refused.add(key);
        }
        return put.succeeded();
    }

    /** SQLite rolls the transaction back by itself, in the midst of it. */
    private void endTransaction(Tally tally, Storage storage) {
        refused.add("earlier");
        refused.add("large");
        refused.add("later");
        Tally.Attempt<Void> transaction = tally.call(() -> {
            storage.inTransaction(tx -> {
                record(tx).put("earlier", "x");
                Tally.Attempt<Object> large =
                        tally.call(() -> record(tx).put("large", "x".repeat(MORE_THAN_SQLITE_KEEPS_IN_MEMORY)));
                assertThat(large.error()).containsInstanceOf(ResourceExhausted.class);
                Tally.Attempt<Object> later = tally.call(() -> record(tx).put("later", "x"));
                assertThat(later.error()).containsInstanceOf(TransactionRolledBack.class);
            });
            return null;
        });
        assertThat(transaction.error())
                .containsInstanceOf(TransactionRolledBack.class)
                .hasValueSatisfying(error -> assertThat(error.outcome()).isEqualTo(Outcome.NOT_APPLIED));
    }

    private void assertNothingIsLost(Tally tally, Storage storage) {
        Map<String, KeyValue> found = tally.call(() -> record(storage).getAll(acknowledged.keySet()))
                .result()
                .orElseThrow();
        long lost = acknowledged.entrySet().stream()
                .filter(item -> !found.containsKey(item.getKey())
                        || !found.get(item.getKey()).text().equals(item.getValue()))
                .count();
        tally.lost(lost);
        assertThat(lost).isZero();
        assertThat(record(storage).getAll(refused)).isEmpty();
    }

    private static KeyValueRecord record(StorageAccess storage) {
        return storage.keyValues().namespace("n").record("r");
    }
}
