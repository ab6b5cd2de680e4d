package dev.coffer.resilience;

import dev.coffer.resilience.Request.Delete;
import dev.coffer.resilience.Request.Get;
import dev.coffer.resilience.Request.Increment;
import dev.coffer.resilience.Request.Put;
import dev.coffer.storage.Condition;
import java.util.Random;

/** What one of several threads asks of a key. Its conditions name the version that it has seen last. */
final class RandomRequests {
    private static final int VALUE_BITS = 40; // above the sums of all deltas
    private static final long MOST_ADDED = 1L << 33; // so far apart that no two sums are equal

    private final RecordedKey key;
    private final Random random;
    private long nextValue;
    private Condition seen = Condition.absent();

    /** @param thread its number, which no other thread has for this key */
    RandomRequests(RecordedKey key, int thread, long seed) {
        this.key = key;
        random = new Random(seed + thread);
        nextValue = (thread + 1L) << (VALUE_BITS + Short.SIZE);
    }

    void ask(int requests) {
        for (int i = 0; i < requests; i++) {
            key.ask(next()).ifPresent(this::notice);
        }
    }

    private Request next() {
        int percent = random.nextInt(100);
        if (percent < 35) {
            return new Get();
        }
        if (percent < 80) {
            return new Put(value(), percent < 60 ? Condition.any() : seen);
        }
        if (percent < 90) {
            return new Increment(1 + (random.nextLong() & (MOST_ADDED - 1)));
        }
        return new Delete(percent < 95 || seen instanceof Condition.Absent ? Condition.any() : seen);
    }

    private long value() {
        nextValue += 1L << VALUE_BITS;
        return nextValue;
    }

    private void notice(Answer answer) {
        if (answer instanceof Answer.Found found) {
            seen = Condition.version(found.version());
        } else if (answer instanceof Answer.Written written) {
            seen = Condition.version(written.version());
        } else if (!(answer instanceof Answer.Sum)) {
            seen = Condition.absent();
        }
    }
}
