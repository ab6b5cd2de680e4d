package dev.coffer.resilience;

import dev.coffer.resilience.Tally.Attempt;
import dev.coffer.storage.Outcome;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A key that remembers what was asked of it. For many threads. */
final class RecordedKey {
    private final Function<Request, Answer> key;
    private final Tally tally;
    private final AtomicLong clock = new AtomicLong();
    private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();

    RecordedKey(Function<Request, Answer> key, Tally tally) {
        this.key = key;
        this.tally = tally;
    }

    /** The answer; empty if it failed. */
    Optional<Answer> ask(Request request) {
        long called = clock.incrementAndGet();
        Attempt<Answer> attempt = tally.call(() -> key.apply(request));
        long returned = clock.incrementAndGet();
        attempt.result().ifPresent(answer -> operations.add(Operation.answered(request, answer, called, returned)));
        attempt.error()
                .filter(error -> error.outcome() == Outcome.UNKNOWN)
                .ifPresent(error -> operations.add(Operation.unknown(request, called)));
        return attempt.result();
    }

    /** So far. */
    History history() {
        return new History(operations.stream().toList());
    }
}
