package dev.coffer.storage.migrate;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageException;
import java.util.function.Supplier;

/** Tells a failure of the source from one of the target. */
final class Failures {
    private Failures() {}

    /** What fails is the source's, but for a URL that is wrong. */
    static <T> T ofSource(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InvalidInput e) {
            throw e;
        } catch (StorageException e) {
            throw new SourceUnreadable(message(e), e);
        }
    }

    /** What fails is that nothing can be put into the target; it is as it was. */
    static <T> T beforeTarget(Supplier<T> opening) {
        try {
            return opening.get();
        } catch (InvalidInput e) {
            throw e;
        } catch (StorageException e) {
            throw new TargetRefused(message(e), e);
        }
    }

    /** Says whose URL is wrong. */
    static <T> T named(String side, Supplier<T> opening) {
        try {
            return opening.get();
        } catch (InvalidInput e) {
            throw new InvalidInput(side + ": " + e.field(), e.problem(), e);
        }
    }

    private static String message(StorageException e) {
        return String.valueOf(e.getMessage());
    }
}
