package dev.coffer.storage;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether an earlier attempt at the same work may have been applied: then no later error may say that nothing was. */
final class Doubt {
    /** What fails later than this has met a time limit, and so would the next attempt. */
    private static final Duration QUICK = Duration.ofSeconds(1);

    private boolean open;
    private boolean quick;
    private long lastStep;

    <T extends @Nullable Object, X extends Exception> T during(TransactionCalls.Work<T, X> attempt) throws X {
        lastStepBegan(System.nanoTime());
        try {
            return attempt.run();
        } catch (StorageException e) {
            quick = System.nanoTime() - lastStep < QUICK.toNanos();
            if (open && !(e instanceof UnknownOutcome)) {
                throw new UnknownOutcome("an earlier attempt may have been applied, and the next one failed", e);
            }
            open = e instanceof UnknownOutcome;
            throw e;
        }
    }

    boolean isOpen() {
        return open;
    }

    /** It has turned out whether an earlier attempt was applied. */
    void settle() {
        open = false;
    }

    /** When the step of an attempt began with which it failed, if it has more than one; by {@link System#nanoTime()}. */
    void lastStepBegan(long nanoTime) {
        lastStep = nanoTime;
    }

    /** Whether another attempt may fare better. */
    boolean leavesHope() {
        return quick;
    }
}
