package dev.coffer.storage;

import dev.coffer.storage.spi.StorageOperations;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;

/** Deletes in batches that hold no lock for long. */
final class Purge {
    private static final int BATCH = 1_000;

    private Purge() {}

    /** {@code batch} deletes at most as many as it is told and returns how many it did. */
    static long all(Calls calls, BiFunction<StorageOperations, Integer, Integer> batch) {
        return calls.together(purge -> all(() -> purge.call(storage -> batch.apply(storage, BATCH))));
    }

    private static long all(IntSupplier batch) {
        long total = 0;
        int deleted;
        do {
            deleted = batch.getAsInt();
            total += deleted;
        } while (deleted == BATCH);
        return total;
    }
}
