package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageException;

/** A process that writes until the log of the file can grow no more, and then tries what else there is. */
final class FillingWriter {
    private static final int MORE_THAN_SQLITE_KEEPS_IN_MEMORY = 4 * 1024 * 1024;

    private FillingWriter() {}

    /** Argument: the file. Each line of the answer is a call and what became of it. */
    public static void main(String[] arguments) {
        try (Storage storage = Storage.open("sqlite:" + arguments[0])) {
            int written = 0;
            while (written < 1_000 && becomesOf("put " + written, () -> put(storage, "small", 100_000))) {
                written++;
            }
            becomesOf("in a transaction", () -> storage.inTransaction(tx -> put(tx, "other", 100_000)));
            becomesOf("large", () -> put(storage, "large", MORE_THAN_SQLITE_KEEPS_IN_MEMORY));
            becomesOf(
                    "large in a transaction",
                    () -> storage.inTransaction(tx -> put(tx, "large", MORE_THAN_SQLITE_KEEPS_IN_MEMORY)));
            becomesOf("read", () -> assertThat(record(storage).get("small")).isPresent());
        }
    }

    static KeyValueRecord record(StorageAccess storage) {
        return storage.keyValues().namespace("n").record("r");
    }

    private static void put(StorageAccess storage, String key, int bytes) {
        record(storage).put(key, new byte[bytes]);
    }

    private static boolean becomesOf(String what, Runnable call) {
        try {
            call.run();
            System.out.println(what + ": done");
            return true;
        } catch (StorageException e) {
            System.out.println(what + ": " + e.getClass().getSimpleName() + " " + e.retry() + " " + e.outcome());
            return false;
        }
    }
}
