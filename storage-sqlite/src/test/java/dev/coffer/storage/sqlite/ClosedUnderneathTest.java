package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Transaction;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.TransactionRolledBack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A storage is closed while a transaction runs, and does not wait for its end. */
class ClosedUnderneathTest {
    @TempDir
    Path directory;

    private static Storage open(String url) {
        return Storage.open(
                StorageConfig.forUrl(url).closeTimeout(Duration.ofMillis(1)).build());
    }

    private static void put(Transaction tx, String key) {
        tx.keyValues().namespace("n").record("r").put(key, "1");
    }

    private static void assertRolledBack(Storage storage, TransactionOptions options, String... keysAfterwards) {
        Failure.of(
                TransactionRolledBack.class,
                Retry.TRANSACTION,
                Outcome.NOT_APPLIED,
                () -> storage.inTransaction(options, tx -> {
                    tx.users().count();
                    if (!options.readOnly()) {
                        put(tx, "before");
                    }
                    CompletableFuture.runAsync(storage::close).join();
                    for (String key : keysAfterwards) {
                        put(tx, key);
                    }
                }));
    }

    @Test
    void aTransactionOnAFile_isRolledBack_whetherItGoesOnOrOnlyCommits() {
        String url = "sqlite:" + directory.resolve("app.db");
        assertRolledBack(open(url), TransactionOptions.defaults());
        assertRolledBack(open(url), TransactionOptions.defaults(), "after");

        try (Storage again = Storage.open(url)) {
            assertThat(again.keyValues().namespace("n").count()).isZero();
        }
    }

    @Test
    void aTransactionInMemory_isRolledBack_whetherItGoesOnOrOnlyCommits() {
        assertRolledBack(open("sqlite::memory:"), TransactionOptions.defaults());
        assertRolledBack(open("sqlite::memory:"), TransactionOptions.defaults(), "after");
    }

    @Test
    void aSnapshot_isRolledBack() {
        assertRolledBack(open("sqlite:" + directory.resolve("app.db")), TransactionOptions.readOnlySnapshot());
    }
}
