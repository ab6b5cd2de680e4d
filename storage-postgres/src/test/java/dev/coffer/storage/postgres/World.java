package dev.coffer.storage.postgres;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.postgres.RandomOperations.Memory;
import dev.coffer.storage.postgres.RandomOperations.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A database with what it has given so far. */
final class World {
    private final Optional<Storage> storage;
    private final Consumer<Consumer<StorageAccess>> transactions;
    private Memory memory = new Memory();
    private PlainResults results = new PlainResults();

    /** One operation stands alone, several are in a transaction. */
    World(Storage storage) {
        this.storage = Optional.of(storage);
        transactions = work -> storage.inTransaction(work::accept);
    }

    /** All are in transactions, run in this way. */
    World(Consumer<Consumer<StorageAccess>> transactions) {
        storage = Optional.empty();
        this.transactions = transactions;
    }

    Object does(List<Operation> operations) {
        return operations.size() == 1 && storage.isPresent()
                ? attempt(storage.get(), operations.get(0))
                : doesTogether(operations);
    }

    private Object doesTogether(List<Operation> operations) {
        List<Object> all = new ArrayList<>();
        Memory before = memory.copy();
        PlainResults resultsBefore = results.copy();
        try {
            transactions.accept(tx -> operations.forEach(operation -> all.add(attempt(tx, operation))));
            return all;
        } catch (StorageException e) {
            Object error = results.of(e);
            memory = before; // a version that was rolled back may be given again, or not
            results = resultsBefore;
            return List.of(all, error);
        }
    }

    private Object attempt(StorageAccess access, Operation operation) {
        try {
            return results.of(operation.on(access, memory));
        } catch (StorageException e) {
            return results.of(e);
        }
    }
}
