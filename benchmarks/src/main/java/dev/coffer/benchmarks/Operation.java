package dev.coffer.benchmarks;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;

/**
 * What all contenders do, each in its own way.
 *
 * @param rows how many a call touches
 * @param threads how many of them call at once
 * @param threadKind makes them
 * @param contenders the first is what the others are compared with, and runs twice, as the control
 * @param disturbance what begins before a round and ends after it
 */
public record Operation(
        String name,
        int rows,
        int threads,
        ThreadFactory threadKind,
        List<Contender> contenders,
        Callable<AutoCloseable> disturbance) {
    /** By platform threads that nobody disturbs. */
    public Operation(String name, int rows, int threads, List<Contender> contenders) {
        this(name, rows, threads, Thread::new, contenders, () -> () -> {});
    }

    /** The same, compared with this one. */
    public Operation behind(Contender first) {
        List<Contender> all =
                Stream.concat(Stream.of(first), contenders.stream()).toList();
        return new Operation(name, rows, threads, threadKind, all, disturbance);
    }

    /** The same by threads of another kind. */
    public Operation by(ThreadFactory otherKind) {
        return new Operation(name, rows, threads, otherKind, contenders, disturbance);
    }

    /** The same while something disturbs it. */
    public Operation beside(Callable<AutoCloseable> other) {
        return new Operation(name, rows, threads, threadKind, contenders, other);
    }
}
