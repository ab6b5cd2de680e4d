package dev.coffer.resilience;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The operations of several threads on one key, which nothing was in before. Those that failed without having changed anything are
 * left out.
 *
 * @param operations in the order of their calls
 */
record History(List<Operation> operations) {
    History {
        operations = operations.stream()
                .sorted(Comparator.comparingLong(Operation::called))
                .toList();
    }

    /**
     * Whether each operation can have taken effect at one moment between its call and its return (Herlihy and Wing,
     * Linearizability: a correctness condition for concurrent objects, 1990).
     *
     * @throws IllegalStateException if that cannot be found out with a bounded effort
     */
    boolean isLinearizable() {
        KeyModel model = new KeyModel(operations);
        return model.isConsistent() && new Linearization(operations, model).exists();
    }

    /** An operation on each line. */
    @Override
    public String toString() {
        return operations.stream().map(Operation::toString).collect(Collectors.joining("\n"));
    }
}
