package dev.coffer.storage;

import dev.coffer.storage.spi.StorageOperations;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Deletes in batches that hold no lock for long. */
final class Purge {
    private static final int BATCH = 1_000;

    private Purge() {}

    /** For who wants all to be deleted. */
    static final BooleanSupplier TO_THE_END = () -> true;

    /** {@code batch} deletes at most as many as it is told and returns how many it did; asked after each whether to go on. */
    static long all(
            Calls calls,
            Operation.Name name,
            BooleanSupplier goOn,
            BiFunction<StorageOperations, Integer, Integer> batch) {
        return calls.together(purge ->
                all(goOn, () -> purge.number(name, storage -> (long) batch.apply(storage, BATCH))));
    }

    private static long all(BooleanSupplier goOn, LongSupplier batch) {
        long total = 0;
        long deleted;
        do {
            deleted = batch.getAsLong();
            total += deleted;
        } while (deleted == BATCH && goOn.getAsBoolean());
        return total;
    }
}
