package dev.coffer.storage;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Runs work again, a few times, when it failed for a reason that may pass. */
final class Attempts {
    private static final int MOST = 5;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
    private static final Attempts ONCE = new Attempts(error -> false);

    private final Predicate<Throwable> passing;

    private Attempts(Predicate<Throwable> passing) {
        this.passing = passing;
    }

    static Attempts of(Predicate<Throwable> passing) {
        return new Attempts(passing);
    }

    static Attempts once() {
        return ONCE;
    }

    <T extends @Nullable Object, X extends Exception> T run(TransactionCalls.Work<T, X> work) throws X {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.run();
            } catch (StorageException e) {
                if (attempt == MOST || !passing.test(e) || !pause()) {
                    throw e;
                }
            }
        }
    }

    /** A random pause, so that those in conflict do not meet again; false if the thread was interrupted. */
    private static boolean pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(SHORTEST_PAUSE.toMillis(), LONGEST_PAUSE.toMillis() + 1));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
