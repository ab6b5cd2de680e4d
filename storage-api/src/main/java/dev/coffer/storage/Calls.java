package dev.coffer.storage;

import dev.coffer.storage.spi.StorageOperations;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The way of every operation to the provider: straight, or within a transaction. A listener is told of each by its name. */
interface Calls {
    /** An operation of as many calls as it needs; {@code rows} are those that its result stands for. */
    <T> T operation(Operation.Name name, ToLongFunction<T> rows, Function<Steps, T> steps);

    /** Operations that belong together: who was let in for the first is let in for all of them. */
    <T> T together(Function<Calls, T> operations);

    default <T> T operation(Operation.Name name, Function<Steps, T> steps) {
        return operation(name, Rows::of, steps);
    }

    default <T> T call(Operation.Name name, Function<StorageOperations, T> call) {
        return operation(name, Rows::of, steps -> steps.call(call));
    }

    /** A call whose result is the number of its rows. */
    default long number(Operation.Name name, Function<StorageOperations, Long> call) {
        return operation(name, Long::longValue, steps -> steps.call(call));
    }

    /** A call that counts, and gives no row. */
    default long count(Operation.Name name, Function<StorageOperations, Long> call) {
        return operation(name, Rows::none, steps -> steps.call(call));
    }

    default void run(Operation.Name name, Consumer<StorageOperations> call) {
        call(name, storage -> {
            call.accept(storage);
            return storage;
        });
    }
}
