package dev.coffer.storage;

import dev.coffer.storage.spi.StorageOperations;
import java.util.function.Consumer;
import java.util.function.Function;

/** The way of every call to the provider: straight, or within a transaction. */
interface Calls {
    <T> T call(Function<StorageOperations, T> operation);

    /** Whether a call that fails spoils no other. */
    boolean standAlone();

    default void run(Consumer<StorageOperations> operation) {
        call(storage -> {
            operation.accept(storage);
            return storage;
        });
    }
}
