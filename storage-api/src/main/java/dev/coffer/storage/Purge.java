package dev.coffer.storage;

import java.util.function.IntUnaryOperator;

/** Deletes in batches that hold no lock for long. */
final class Purge {
    private static final int BATCH = 1_000;

    private Purge() {}

    /** {@code batch} deletes at most as many as it is told and returns how many it did. */
    static long all(IntUnaryOperator batch) {
        long total = 0;
        int deleted;
        do {
            deleted = batch.applyAsInt(BATCH);
            total += deleted;
        } while (deleted == BATCH);
        return total;
    }
}
