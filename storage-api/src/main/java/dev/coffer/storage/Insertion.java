package dev.coffer.storage;

import dev.coffer.storage.spi.StorageOperations;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Inserts what only this call can have made, with an id or a token of its own. So when an answer was lost it is tried again, and
 * if that finds it there, it was inserted.
 *
 * @param insert the same at each attempt
 * @param isThere looks whether what has the same id is what was to be inserted
 */
record Insertion(Consumer<StorageOperations> insert, Predicate<Steps> isThere) {
    /** Of something with a token of its own, which nobody else can have drawn. */
    static Insertion ofSecret(Consumer<StorageOperations> insert) {
        return new Insertion(insert, steps -> true);
    }

    void run(Steps steps) {
        if (!steps.standAlone()) {
            steps.run(insert);
            return;
        }
        Doubt doubt = new Doubt();
        Attempts.of(e -> e instanceof UnknownOutcome && doubt.leavesHope())
                .run(() -> doubt.during(() -> attempt(steps, doubt)));
    }

    private Insertion attempt(Steps steps, Doubt doubt) {
        try {
            insertOrFind(steps, doubt.isOpen());
            return this;
        } catch (Duplicate | MissingReference e) {
            doubt.settle();
            throw e;
        }
    }

    private void insertOrFind(Steps steps, boolean again) {
        try {
            steps.run(insert);
        } catch (Duplicate e) {
            if (!again || !isThere.test(steps)) {
                throw e;
            }
            steps.run(StorageOperations::confirm);
        }
    }
}
