package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Condition;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Timeout;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.spi.ItemRange;
import dev.coffer.storage.spi.ItemWrite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads that run for too long: a count of many items, and a limit of a millisecond. */
class ReadTimeoutTest {
    private static final int ITEMS = 200_000;
    private static final String FILL = """
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d)
            INSERT INTO coffer_key_values SELECT 'many', 'r', n, x'', n, NULL, 0, 0 FROM numbers
            """.formatted(ITEMS);

    @TempDir
    Path directory;

    @Test
    void aReadOnAFile_isEndedInTime_andTheStorageStaysUsable() throws Exception {
        try (Storage storage = filledFile()) {
            assertTimesOut(storage);
            assertWorks(storage);
        }
    }

    @Test
    void aReadInMemory_isEndedInTime_andTheStorageStaysUsable() {
        StorageConfig config = StorageConfig.forUrl("sqlite::memory:")
                .readTimeout(Duration.ofMillis(1))
                .build();
        try (SqliteDatabase database =
                new Opening(SqliteSchema.current(), config).opened().database()) {
            database.write(connection -> connection.handle().execute(FILL));
            SqliteKeyValues keyValues = new SqliteKeyValues(database);
            ItemRange many = new ItemRange("many", null, null, null);
            Failure.of(Timeout.class, Retry.OPERATION, Outcome.NOT_APPLIED, () -> keyValues.count(many, Instant.EPOCH));
            ItemKey one = new ItemKey("few", "r", "1");
            keyValues.apply(
                    List.of(new ItemWrite.Put(
                            one, new byte[1], new ItemWrite.Expiry(false, Optional.empty()), Condition.any())),
                    Instant.EPOCH);
            assertThat(keyValues.find(one, Instant.EPOCH)).isPresent();
        }
    }

    @Test
    void aReadInASnapshot_isEndedInTime_andTheStorageStaysUsable() throws Exception {
        try (Storage storage = filledFile()) {
            Failure.of(
                    Timeout.class,
                    Retry.OPERATION,
                    Outcome.NOT_APPLIED,
                    () -> storage.inTransaction(TransactionOptions.readOnlySnapshot(), tx -> many(tx).count()));
            assertWorks(storage);
        }
    }

    @Test
    void aReadInATransaction_isEndedInTime_andEndsTheTransaction() throws Exception {
        try (Storage storage = filledFile()) {
            TransactionRolledBack error = Failure.of(
                    TransactionRolledBack.class,
                    Retry.OPERATION,
                    Outcome.NOT_APPLIED,
                    () -> storage.inTransaction(tx -> {
                        tx.users().create(NewUser.withEmail("lost@example.org"));
                        assertTimesOut(tx);
                    }));
            assertThat(error).hasCauseInstanceOf(Timeout.class);
            assertWorks(storage);
        }
    }

    @Test
    void aWrite_isNeverEnded() throws Exception {
        try (Storage storage = filledFile()) {
            assertThat(many(storage).record("r").clear()).isEqualTo(ITEMS);
        }
    }

    private Storage filledFile() throws Exception {
        Path file = directory.resolve("app.db");
        String url = "sqlite:" + file;
        Storage.open(url).close();
        PlainSql.run(file, FILL);
        return Storage.open(
                StorageConfig.forUrl(url).readTimeout(Duration.ofMillis(1)).build());
    }

    private static void assertTimesOut(StorageAccess storage) {
        Failure.of(
                Timeout.class,
                Retry.OPERATION,
                Outcome.NOT_APPLIED,
                () -> many(storage).count());
    }

    private static KeyValueNamespace many(StorageAccess storage) {
        return storage.keyValues().namespace("many");
    }

    /** On the same connections. */
    private static void assertWorks(Storage storage) {
        assertThat(many(storage).record("one").put("1", "one")).isPositive();
        assertThat(many(storage).record("one").getText("1")).contains("one");
        assertThat(storage.users().count()).isZero();
    }
}
