package dev.coffer.storage;

import org.jspecify.annotations.Nullable;

/** Whether an earlier attempt at the same work may have been applied: then no later error may say that nothing was. */
final class Doubt {
    private boolean open;

    <T extends @Nullable Object, X extends Exception> T during(TransactionCalls.Work<T, X> attempt) throws X {
        try {
            return attempt.run();
        } catch (UnknownOutcome e) {
            open = true;
            throw e;
        } catch (StorageException e) {
            if (open) {
                throw new UnknownOutcome("an earlier attempt may have been applied, and the next one failed", e);
            }
            throw e;
        }
    }

    /** It has turned out whether an earlier attempt was applied. */
    void settle() {
        open = false;
    }
}
