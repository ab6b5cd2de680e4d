package dev.coffer.storage;

import dev.coffer.storage.StorageListener.OperationEnd;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Tells the listener, if there is one, of operations, and the log of incidents. */
final class Listening {
    /** Made once for each provider: a joined transaction has a listening of its own. */
    private static final Map<String, Map<Operation.Name, Operation>> OPERATIONS = new ConcurrentHashMap<>();

    static final Listening NONE = new Listening(null, "", Optional.empty());

    private final @Nullable GuardedListener listener;
    private final Map<Operation.Name, Operation> operations;
    private final Optional<Incidents> incidents;

    private Listening(@Nullable GuardedListener listener, String provider, Optional<Incidents> incidents) {
        this.listener = listener;
        operations = OPERATIONS.computeIfAbsent(provider, Listening::operations);
        this.incidents = incidents;
    }

    private static Map<Operation.Name, Operation> operations(String provider) {
        Map<Operation.Name, Operation> operations = new EnumMap<>(Operation.Name.class);
        for (Operation.Name name : Operation.Name.values()) {
            operations.put(name, new Operation(provider, name));
        }
        return operations;
    }

    /** Of an open storage, whose incidents are logged. */
    static Listening of(StorageConfig config, String provider) {
        Incidents incidents = new Incidents(config.url(), provider, System::nanoTime);
        return new Listening(config.guardedListener().orElse(null), provider, Optional.of(incidents));
    }

    /** Of what fails before a host that is told of it by an error: opening, and transactions of its own. */
    static Listening ofListener(StorageConfig config, String provider) {
        return config.guardedListener()
                .map(listener -> new Listening(listener, provider, Optional.empty()))
                .orElse(NONE);
    }

    void opened(Storage storage) {
        if (listener != null) {
            listener.opened(storage);
        }
    }

    void closed(Storage storage) {
        if (listener != null) {
            listener.closed(storage);
        }
    }

    /** Work on no single record. */
    <T extends @Nullable Object, X extends Exception> T during(Operation.Name name, TransactionCalls.Work<T, X> work)
            throws X {
        return during(name, work, any -> 0);
    }

    <T extends @Nullable Object, X extends Exception> T during(
            Operation.Name name, TransactionCalls.Work<T, X> work, ToLongFunction<T> rows) throws X {
        return listener == null ? watched(name, work) : told(listener, name, work, rows);
    }

    private <T extends @Nullable Object, X extends Exception> T told(
            GuardedListener listener, Operation.Name name, TransactionCalls.Work<T, X> work, ToLongFunction<T> rows)
            throws X {
        OperationEnd end = listener.begin(Objects.requireNonNull(operations.get(name)));
        return end == OperationEnd.UNTOLD ? watched(name, work) : timed(listener, end, name, work, rows);
    }

    private <T extends @Nullable Object, X extends Exception> T timed(
            GuardedListener listener,
            OperationEnd end,
            Operation.Name name,
            TransactionCalls.Work<T, X> work,
            ToLongFunction<T> rows)
            throws X {
        long begin = System.nanoTime();
        T result;
        try {
            result = watched(name, work);
        } catch (Throwable e) {
            listener.ended(end, new Completion(since(begin), 0, Optional.of(e)));
            throw e;
        }
        listener.ended(end, new Completion(since(begin), rows.applyAsLong(result), Optional.empty()));
        return result;
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private <T extends @Nullable Object, X extends Exception> T watched(
            Operation.Name name, TransactionCalls.Work<T, X> work) throws X {
        if (incidents.isEmpty()) {
            return work.run();
        }
        T result;
        try {
            result = work.run();
        } catch (StorageException e) {
            incidents.get().failed(name, e);
            throw e;
        }
        if (name.reachesTheStorage()) {
            incidents.get().succeeded();
        }
        return result;
    }
}
