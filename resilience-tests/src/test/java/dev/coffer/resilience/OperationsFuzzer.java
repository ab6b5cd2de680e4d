package dev.coffer.resilience;

import static dev.coffer.resilience.HostileCalls.attempt;

import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.UserSearch;
import java.util.Arrays;

/** Any text in every operation that takes one. The first byte says which; the rest is the text. */
public final class OperationsFuzzer {
    private static final Storage STORAGE = Storage.open(StorageConfig.forUrl("sqlite::memory:")
            .passwordCost(4)
            .userSearch(UserSearch.ofAll())
            .audit(AuditSettings.ofAll())
            .build());

    private OperationsFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length > 0) {
            TextOperation operation = TextOperations.ALL.get(Byte.toUnsignedInt(data[0]) % TextOperations.ALL.size());
            String text = HostileTexts.whole(Arrays.copyOfRange(data, 1, data.length));
            attempt(() -> {
                STORAGE.inTransaction(tx -> {
                    operation.check().accept(tx, text);
                });
                operation.check().accept(STORAGE, text);
                return text;
            });
        }
    }
}
