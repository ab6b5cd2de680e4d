package dev.coffer.resilience;

import dev.coffer.resilience.Request.Delete;
import dev.coffer.resilience.Request.Get;
import dev.coffer.resilience.Request.Increment;
import dev.coffer.resilience.Request.Put;
import dev.coffer.storage.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/** A key that is asked by several threads and never errs, with a history of its own making. */
final class SimulatedKey {
    private static final long MOMENT = 1_000; // on the clock of the history
    private static final int VALUE_BITS = 40; // above the sums of all deltas
    private static final int LONGEST_DELAY = 4; // in moments

    private final Random random;
    private final long[] freeFrom;
    private final double unknown;
    private final List<Operation> operations = new ArrayList<>();
    private OptionalLong value = OptionalLong.empty();
    private OptionalLong version = OptionalLong.empty();
    private long puts;
    private long versions;
    private long shown; // the last version that an answer has told

    /** Asked by so many threads, of which so large a share learns nothing of the outcome. */
    SimulatedKey(Random random, int threads, double unknown) {
        this.random = random;
        this.unknown = unknown;
        freeFrom = new long[threads];
    }

    List<Operation> ask(int requests) {
        for (int i = 1; i <= requests; i++) {
            ask(i * MOMENT, random.nextInt(freeFrom.length));
        }
        return operations;
    }

    /** It takes effect at this moment, if the thread does not wait for another answer then. */
    private void ask(long moment, int thread) {
        if (freeFrom[thread] >= moment) {
            return;
        }
        long called = Math.max(freeFrom[thread] + 1, moment - random.nextInt(LONGEST_DELAY) * MOMENT - 2L * thread - 2);
        long returned = moment + random.nextInt(LONGEST_DELAY) * MOMENT + 2L * thread + 1; // odd, as calls are even
        freeFrom[thread] = returned;
        Request request = next();
        if (random.nextDouble() >= unknown) {
            Answer answer = apply(request);
            operations.add(Operation.answered(request, answer, called, returned));
            notice(answer);
        } else {
            operations.add(Operation.unknown(request, called));
            if (random.nextBoolean()) {
                apply(request);
            }
        }
    }

    private Request next() {
        Condition condition = random.nextBoolean() ? Condition.any() : condition();
        return switch (random.nextInt(5)) {
            case 0, 1 -> new Get();
            case 2 -> new Put(++puts << VALUE_BITS, condition);
            case 3 -> new Increment(1L + random.nextInt(Integer.MAX_VALUE));
            default -> new Delete(condition instanceof Condition.Absent ? Condition.any() : condition);
        };
    }

    /** May hold or not. */
    private Condition condition() {
        return shown > 0 && random.nextBoolean() ? Condition.version(shown) : Condition.absent();
    }

    private void notice(Answer answer) {
        if (answer instanceof Answer.Found found) {
            shown = found.version();
        } else if (answer instanceof Answer.Written written) {
            shown = written.version();
        }
    }

    private Answer apply(Request request) {
        if (!request.condition().holds(version)) {
            return new Answer.Conflict(version);
        }
        if (request instanceof Put put) {
            return new Answer.Written(write(put.value()));
        }
        if (request instanceof Increment increment) {
            long sum = value.orElse(0) + increment.delta();
            write(sum);
            return new Answer.Sum(sum);
        }
        return request instanceof Delete ? delete() : get();
    }

    private long write(long next) {
        versions++;
        value = OptionalLong.of(next);
        version = OptionalLong.of(versions);
        return versions;
    }

    private Answer delete() {
        boolean present = value.isPresent();
        value = OptionalLong.empty();
        version = OptionalLong.empty();
        return new Answer.Deleted(present);
    }

    private Answer get() {
        return value.isPresent() ? new Answer.Found(value.getAsLong(), version.getAsLong()) : new Answer.Absent();
    }
}
