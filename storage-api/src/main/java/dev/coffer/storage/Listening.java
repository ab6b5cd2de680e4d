package dev.coffer.storage;

import dev.coffer.storage.StorageListener.OperationEnd;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listener, if there is one, of operations. What fails in it is not the operation's business. */
final class Listening {
    /** Made once for each provider: a joined transaction has a listening of its own. */
    private static final Map<String, Map<Operation.Name, Operation>> OPERATIONS = new ConcurrentHashMap<>();

    static final Listening NONE = new Listening(null, "", Optional.empty());

    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
    private static final OperationEnd UNTOLD = completion -> {};

    private final @Nullable StorageListener listener;
    private final Map<Operation.Name, Operation> operations;
    private final Optional<Incidents> incidents;
    private final AtomicBoolean warned = new AtomicBoolean();

    private Listening(@Nullable StorageListener listener, String provider, Optional<Incidents> incidents) {
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
        return new Listening(config.listener().orElse(null), provider, Optional.of(incidents));
    }

    /** Of what fails before a host that is told of it by an error: opening, and transactions of its own. */
    static Listening ofListener(StorageConfig config, String provider) {
        return config.listener()
                .map(listener -> new Listening(listener, provider, Optional.empty()))
                .orElse(NONE);
    }

    void opened(Storage storage) {
        safely(() -> {
            if (listener != null) {
                listener.opened(storage);
            }
        });
    }

    void closed(Storage storage) {
        safely(() -> {
            if (listener != null) {
                listener.closed(storage);
            }
        });
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
            StorageListener listener, Operation.Name name, TransactionCalls.Work<T, X> work, ToLongFunction<T> rows)
            throws X {
        long begin = System.nanoTime();
        OperationEnd end = begin(listener, name);
        T result;
        try {
            result = watched(name, work);
        } catch (Throwable e) {
            end(end, begin, 0, Optional.of(e));
            throw e;
        }
        end(end, begin, rows.applyAsLong(result), Optional.empty());
        return result;
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

    private OperationEnd begin(StorageListener listener, Operation.Name name) {
        try {
            return Objects.requireNonNull(
                    listener.begin(Objects.requireNonNull(operations.get(name))), "a listener returned null");
        } catch (RuntimeException | Error e) {
            failed(e);
            return UNTOLD;
        }
    }

    private void end(OperationEnd end, long begin, long rows, Optional<Throwable> error) {
        Duration duration = Duration.ofNanos(System.nanoTime() - begin);
        safely(() -> end.ended(new Completion(duration, rows, error)));
    }

    private void safely(Runnable telling) {
        try {
            telling.run();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void failed(Throwable error) {
        if (warned.compareAndSet(false, true)) {
            LOG.warn("the listener failed, which changes nothing for the storage; this is not told again", error);
        }
    }
}
