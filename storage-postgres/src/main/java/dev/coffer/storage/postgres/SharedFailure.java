package dev.coffer.storage.postgres;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.Busy;
import dev.coffer.storage.Corrupt;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.ResourceExhausted;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.Timeout;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.UnknownOutcome;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** A failure of several callers. Each throws an exception of its own, with a stack trace of its own. */
final class SharedFailure {
    private static final Map<Class<?>, BiFunction<String, Throwable, StorageException>> COPIES = Map.ofEntries(
            Map.entry(AccessDenied.class, AccessDenied::new),
            Map.entry(Busy.class, Busy::new),
            Map.entry(Corrupt.class, Corrupt::new),
            Map.entry(ReadOnly.class, ReadOnly::new),
            Map.entry(ResourceExhausted.class, ResourceExhausted::new),
            Map.entry(SchemaMismatch.class, SchemaMismatch::new),
            Map.entry(SerializationConflict.class, SerializationConflict::new),
            Map.entry(Timeout.class, Timeout::new),
            Map.entry(TransactionRolledBack.class, TransactionRolledBack::new),
            Map.entry(Unavailable.class, Unavailable::new),
            Map.entry(UnknownOutcome.class, UnknownOutcome::new));

    private SharedFailure() {}

    /** The same for another caller, with the one that all share as its cause. */
    static RuntimeException copy(RuntimeException failure) {
        if (failure instanceof InvalidInput refused) {
            return new InvalidInput(refused.field(), refused.problem(), refused);
        }
        return failure instanceof StorageException known ? copy(known) : failure;
    }

    private static StorageException copy(StorageException failure) {
        String message = String.valueOf(failure.getMessage());
        return Optional.ofNullable(COPIES.get(failure.getClass()))
                .map(copy -> copy.apply(message, failure))
                .orElseGet(() -> new StorageException(message, failure.code().orElse(""), failure.outcome(), failure));
    }
}
