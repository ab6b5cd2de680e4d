package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.TransactionRolledBack;
import org.junit.jupiter.api.Test;

/** PostgreSQL rolls a transaction back in which a statement has failed, and calls its commit a success. */
class CommitTest {
    private static KeyValueRecord record(StorageAccess storage) {
        return storage.keyValues().namespace("n").record("i");
    }

    @Test
    void commit_afterTheServerHasRefusedAnInputAndTheWorkHasSwallowedThat_isTransactionRolledBack() {
        String url = TestServer.NEWEST.freshUrl();
        try (Storage storage = Storage.open(url)) {
            TestServer.execute(url, "ALTER TABLE coffer_key_values ADD CHECK (key <> 'refused')");

            assertThatExceptionOfType(TransactionRolledBack.class)
                    .isThrownBy(() -> storage.inTransaction(tx -> {
                        record(tx).put("taken", "1");
                        assertThatExceptionOfType(InvalidInput.class)
                                .isThrownBy(() -> record(tx).put("refused", "1"));
                    }));
            assertThat(record(storage).get("taken")).isEmpty();
        }
    }
}
