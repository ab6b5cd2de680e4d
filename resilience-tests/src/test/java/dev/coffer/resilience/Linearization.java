package dev.coffer.resilience;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The search for an order of operations that explains their answers: of those that nothing has to come before, one is tried after
 * the other (Wing and Gong, Testing and verifying concurrent objects, 1993), but nothing is tried twice behind the same operations
 * with the same value (Lowe, Testing for linearizability, 2017).
 */
final class Linearization {
    private static final int MOST_TRIED = 50_000;

    private final List<Operation> operations;
    private final KeyModel model;
    private final BitSet placed = new BitSet();
    private final Set<Tried> tried = new HashSet<>();
    private int left;

    private record Tried(BitSet placed, OptionalLong value, OptionalLong certain) {}

    /** Of operations in the order of their calls. */
    Linearization(List<Operation> operations, KeyModel model) {
        this.operations = operations;
        this.model = model;
        left = (int) operations.stream().filter(Operation::isAnswered).count();
    }

    /** Fails with an {@link IllegalStateException} if that is not found out with a bounded effort. */
    boolean exists() {
        return exists(OptionalLong.empty(), OptionalLong.empty());
    }

    /**
     * Whether the rest can follow.
     *
     * @param certain the value before those that perhaps never happened and are the last ones placed; the same if there are none
     */
    private boolean exists(OptionalLong value, OptionalLong certain) {
        List<Integer> observers = placeObservers(value);
        boolean exists = left == 0 || existsBehind(value, observers.isEmpty() ? certain : value);
        observers.forEach(this::takeBack);
        return exists;
    }

    /** Places those that change nothing and can come now: whatever comes later can come behind them as well. */
    private List<Integer> placeObservers(OptionalLong value) {
        List<Integer> observers = new ArrayList<>();
        for (List<Integer> more = observers(value); !more.isEmpty(); more = observers(value)) {
            more.forEach(this::place);
            observers.addAll(more);
        }
        return observers;
    }

    private List<Integer> observers(OptionalLong value) {
        return candidates().stream()
                .filter(i -> operations.get(i).isAnswered() && isExplained(i, value) && !changes(i, value))
                .toList();
    }

    private boolean existsBehind(OptionalLong value, OptionalLong certain) {
        if (!tried.add(new Tried((BitSet) placed.clone(), value, certain))) {
            return false;
        }
        if (tried.size() > MOST_TRIED) {
            throw new IllegalStateException("too many orders are possible");
        }
        return candidates().stream()
                .filter(i -> isExplained(i, value) && changes(i, value))
                .filter(i -> certain.equals(value) || !doesTheSame(i, value, certain))
                .anyMatch(i -> existsWith(i, value, certain));
    }

    private boolean existsWith(int i, OptionalLong value, OptionalLong certain) {
        place(i);
        OptionalLong after = after(i, value);
        boolean exists = exists(after, operations.get(i).isAnswered() ? after : certain);
        takeBack(i);
        return exists;
    }

    /** Those that nothing still to be placed has returned before: the first to return first, those of unknown outcome last. */
    private List<Integer> candidates() {
        List<Integer> candidates = new ArrayList<>();
        long firstReturn = Long.MAX_VALUE;
        for (int i = placed.nextClearBit(0); i < operations.size(); i = placed.nextClearBit(i + 1)) {
            if (operations.get(i).called() > firstReturn) {
                break;
            }
            candidates.add(i);
            firstReturn = Math.min(firstReturn, operations.get(i).returned());
        }
        candidates.sort(Comparator.comparingLong(i -> operations.get(i).returned()));
        return candidates;
    }

    private OptionalLong after(int i, OptionalLong value) {
        return model.after(value, operations.get(i).request());
    }

    private boolean changes(int i, OptionalLong value) {
        return !after(i, value).equals(value);
    }

    /** Then it explains nothing that something else came before it, which perhaps never happened. */
    private boolean doesTheSame(int i, OptionalLong value, OptionalLong certain) {
        return isExplained(i, certain) && after(i, value).equals(after(i, certain));
    }

    private boolean isExplained(int i, OptionalLong value) {
        Operation operation = operations.get(i);
        return operation
                .answer()
                .map(answer -> model.answers(value, operation.request(), answer))
                .orElse(true);
    }

    private void place(int i) {
        placed.set(i);
        left -= operations.get(i).isAnswered() ? 1 : 0;
    }

    private void takeBack(int i) {
        placed.clear(i);
        left += operations.get(i).isAnswered() ? 1 : 0;
    }
}
