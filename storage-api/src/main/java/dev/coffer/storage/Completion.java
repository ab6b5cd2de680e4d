package dev.coffer.storage;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How an operation ended.
 *
 * @param duration from its beginning, with all attempts and waits
 * @param rows how many users, sessions, tokens or items it found, wrote or deleted; 0 if it failed, for a count, and for what is no single
 *     operation on them, such as a transaction
 * @param error what the caller gets instead of a result; names no value, but its cause may be the database's own
 */
public record Completion(Duration duration, long rows, Optional<Throwable> error) {
    private static final String SUCCESS = "success";
    private static final String OTHER = "other";
    private static final Map<Class<?>, String> FAILURES = Stream.of(
                    AccessDenied.class,
                    Busy.class,
                    Corrupt.class,
                    Duplicate.class,
                    InvalidInput.class,
                    MissingReference.class,
                    NotFound.class,
                    ReadOnly.class,
                    ResourceExhausted.class,
                    SchemaMismatch.class,
                    SerializationConflict.class,
                    Timeout.class,
                    TransactionRolledBack.class,
                    Unavailable.class,
                    UnknownOutcome.class,
                    Unsupported.class,
                    VersionConflict.class)
            .collect(Collectors.toUnmodifiableMap(Function.identity(), Completion::snakeCase));

    /**
     * Checks that all is given.
     *
     * @param duration from its beginning
     * @param rows 0 if it failed
     * @param error empty if there is none
     */
    public Completion {
        InputRules.given("duration", duration);
        InputRules.given("error", error);
    }

    /**
     * {@return {@code success}, or the error's class in small letters, such as {@code version_conflict}; {@code storage_exception} for one
     * that no subclass names, and {@code other} for what is no {@link StorageException}, as the work of a transaction may throw} There
     * is no other.
     */
    public String outcome() {
        return error.map(Completion::outcome).orElse(SUCCESS);
    }

    static String outcome(Throwable error) {
        String known = FAILURES.get(error.getClass());
        if (known != null) {
            return known;
        }
        return error instanceof StorageException ? snakeCase(StorageException.class) : OTHER;
    }

    private static String snakeCase(Class<?> type) {
        return type.getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
