package dev.coffer.storage;

import dev.coffer.storage.spi.StorageOperations;
import java.util.function.Consumer;
import java.util.function.Function;

/** The calls to the provider that one operation comes to. */
interface Steps {
    <T> T call(Function<StorageOperations, T> call);

    /** Whether a call that fails spoils no other. */
    boolean standAlone();

    default void run(Consumer<StorageOperations> call) {
        call(storage -> {
            call.accept(storage);
            return storage;
        });
    }
}
