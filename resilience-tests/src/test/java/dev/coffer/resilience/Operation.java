package dev.coffer.resilience;

import java.util.Optional;

/**
 * A request and its answer.
 *
 * @param answer empty if its outcome is unknown: it takes effect at any time after it was called, or never
 * @param called on a clock that never gives the same time twice
 * @param returned on the same clock
 */
record Operation(Request request, Optional<Answer> answer, long called, long returned) {
    /** When one returns whose outcome is unknown. */
    static final long NEVER = Long.MAX_VALUE;

    Operation {
        if (called >= returned || (answer.isEmpty() && returned != NEVER)) {
            throw new IllegalArgumentException("must return after it was called, or never");
        }
    }

    static Operation answered(Request request, Answer answer, long called, long returned) {
        return new Operation(request, Optional.of(answer), called, returned);
    }

    static Operation unknown(Request request, long called) {
        return new Operation(request, Optional.empty(), called, NEVER);
    }

    boolean isAnswered() {
        return answer.isPresent();
    }
}
