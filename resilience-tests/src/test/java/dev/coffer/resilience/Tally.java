package dev.coffer.resilience;

import dev.coffer.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Counts what happens in one scenario, and makes a row of the table of it when it is closed. For many threads.
 *
 * <p>Only a {@link StorageException} is an error that is counted; any other comes out of {@link #call} as an
 * {@link AssertionError}, since callers of a storage are promised none.
 */
final class Tally implements AutoCloseable {
    private final Chapter chapter;
    private final String scenario;
    private final LongAdder calls = new LongAdder();
    private final Map<String, LongAdder> errors = new ConcurrentSkipListMap<>();
    private final AtomicLong runs = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final List<String> remarks = new ArrayList<>();

    Tally(Chapter chapter, String scenario) {
        this.chapter = chapter;
        this.scenario = scenario;
    }

    /** One of several repetitions begins. */
    void run() {
        runs.incrementAndGet();
    }

    void faults(long more) {
        faults.addAndGet(more);
    }

    /** So many acknowledged changes were not there afterwards, or were there twice. */
    void lost(long more) {
        lost.addAndGet(more);
    }

    /** What {@link #lost(long)} was told, in sum. */
    long lost() {
        return lost.get();
    }

    /** A figure that the table shows beside the counts. */
    void remark(String what) {
        remarks.add(what);
    }

    /** What the call returned or how it failed. */
    <T> Attempt<T> call(Callable<T> call) {
        calls.increment();
        try {
            return new Attempt<>(Optional.ofNullable(call.call()), Optional.empty());
        } catch (StorageException e) {
            errors.computeIfAbsent(e.getClass().getSimpleName(), type -> new LongAdder())
                    .increment();
            return new Attempt<>(Optional.empty(), Optional.of(e));
        } catch (Exception e) {
            throw new AssertionError("not an error that callers are promised", e);
        }
    }

    /** Calls that were made elsewhere, such as in another process. */
    void calls(long more) {
        calls.add(more);
    }

    /** Errors that were met elsewhere, such as in another process. */
    void errors(String type, long more) {
        errors.computeIfAbsent(type, any -> new LongAdder()).add(more);
    }

    /** @param error empty if it succeeded */
    record Attempt<T>(Optional<T> result, Optional<StorageException> error) {
        boolean succeeded() {
            return error.isEmpty();
        }

        /** The result, or the error. */
        T orElseThrow() {
            return result.orElseThrow(error::orElseThrow);
        }
    }

    @Override
    public void close() {
        String byType = errors.entrySet().stream()
                .map(error -> error.getKey() + " " + error.getValue())
                .collect(Collectors.joining(", "));
        Results.add(
                chapter,
                scenario,
                "| %s | %s | %,d | %,d | %,d | %s | %,d | %s |"
                        .formatted(
                                chapter,
                                scenario,
                                Math.max(1, runs.get()),
                                faults.get(),
                                calls.sum(),
                                byType.isEmpty() ? "none" : byType,
                                lost.get(),
                                String.join("; ", remarks)));
    }
}
