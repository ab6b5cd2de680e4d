package dev.coffer.resilience;

import dev.coffer.storage.StorageException;
import dev.coffer.storage.migrate.MigrationInterrupted;
import dev.coffer.storage.migrate.SourceUnreadable;
import dev.coffer.storage.migrate.TargetRefused;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Calls with hostile arguments. They may fail as they say they do: by a {@link StorageException}, {@code InvalidInput} in nearly all
 * cases, and a migration by {@link SourceUnreadable}, {@link TargetRefused} and {@link MigrationInterrupted}. Every other exception is a
 * finding, and passes.
 */
public final class HostileCalls {
    private static final LongAdder CALLS = new LongAdder();
    private static final Map<String, LongAdder> ERRORS = new ConcurrentSkipListMap<>();

    private HostileCalls() {}

    /** What the call returned; empty if it failed as it may. */
    public static <T> Optional<T> attempt(Supplier<T> call) {
        CALLS.increment();
        try {
            return Optional.of(call.get());
        } catch (StorageException | SourceUnreadable | TargetRefused | MigrationInterrupted e) {
            ERRORS.computeIfAbsent(e.getClass().getSimpleName(), type -> new LongAdder())
                    .increment();
            return Optional.empty();
        }
    }

    /** Something that must hold, whatever the arguments were. */
    public static void demand(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    static void forget() {
        CALLS.reset();
        ERRORS.clear();
    }

    /** Adds what was counted to a row of the table. */
    static void tell(Tally tally) {
        tally.calls(CALLS.sum());
        ERRORS.forEach((type, count) -> tally.errors(type, count.sum()));
    }
}
