package dev.coffer.storage;

import dev.coffer.storage.spi.StorageOperations;
import java.util.function.Consumer;
import java.util.function.Function;

/** The way of every call to the provider: straight, or within a transaction. */
interface Calls {
    <T> T call(Function<StorageOperations, T> operation);

    /** Calls that belong together: who was let in for the first is let in for all of them. */
    <T> T together(Function<Calls, T> work);

    /** Whether a call that fails spoils no other. */
    boolean standAlone();

    default void run(Consumer<StorageOperations> operation) {
        call(storage -> {
            operation.accept(storage);
            return storage;
        });
    }
}
