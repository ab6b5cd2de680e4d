package dev.coffer.storage;

import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.StorageTransaction;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls that each stand alone, and the transactions of a storage: not after close, not inside its own transaction. */
final class PooledCalls implements Calls {
    private static final Attempts OPERATION = Attempts.of(SerializationConflict.class::isInstance);

    private final StorageContext context;
    private final StorageBackend backend;
    private final OpenGate gate = new OpenGate();
    private final Calls entered = new Entered();

    @SuppressWarnings("ThreadLocalUsage") // each storage has transactions of its own
    private final ThreadLocal<Transaction> current = new ThreadLocal<>();

    PooledCalls(StorageContext context, StorageBackend backend) {
        this.context = context;
        this.backend = backend;
    }

    @Override
    public <T> T call(Function<StorageOperations, T> operation) {
        return together(entered -> entered.call(operation));
    }

    @Override
    public <T> T together(Function<Calls, T> work) {
        return enter(() -> work.apply(entered));
    }

    @Override
    public boolean standAlone() {
        return true;
    }

    private final class Entered implements Calls {
        @Override
        public <T> T call(Function<StorageOperations, T> operation) {
            return OPERATION.run(() -> operation.apply(backend));
        }

        @Override
        public <T> T together(Function<Calls, T> work) {
            return work.apply(this);
        }

        @Override
        public boolean standAlone() {
            return true;
        }
    }

    void ping() {
        enter(() -> {
            backend.ping();
            return backend;
        });
    }

    <T extends @Nullable Object, X extends Exception> T transaction(
            TransactionOptions options, TransactionFunction<T, X> work) throws X {
        Attempts attempts = options.isolation() == TransactionOptions.Isolation.SERIALIZABLE
                ? Attempts.of(PooledCalls::conflict)
                : Attempts.once();
        return enter(() -> attempts.run(() -> attempt(options, work)));
    }

    /** A transaction whose work is safe to repeat, even when it is not known whether it was applied. */
    <T extends @Nullable Object, X extends Exception> T repeatable(Doubt doubt, TransactionFunction<T, X> work)
            throws X {
        return enter(() -> Attempts.of(e -> e instanceof UnknownOutcome || retry(e) == Retry.TRANSACTION)
                .run(() -> doubt.during(() -> attempt(TransactionOptions.defaults(), work))));
    }

    private <T extends @Nullable Object, X extends Exception> T attempt(
            TransactionOptions options, TransactionFunction<T, X> work) throws X {
        StorageTransaction transaction = backend.begin(options);
        TransactionCalls calls = new TransactionCalls(transaction, backend.capabilities());
        Transaction tx = new Transaction(context, calls);
        current.set(tx);
        try {
            T result = work.call(tx);
            calls.demandNoError();
            transaction.commit();
            return result;
        } finally {
            current.remove();
            calls.end();
            transaction.close();
        }
    }

    private <T extends @Nullable Object, X extends Exception> T enter(TransactionCalls.Work<T, X> work) throws X {
        refuseInsideTransaction();
        gate.enter();
        try {
            return work.run();
        } finally {
            gate.leave();
        }
    }

    /** It would wait for itself on a pool of one. */
    private void refuseInsideTransaction() {
        if (current.get() != null) {
            throw new IllegalStateException("inside a transaction only its own handle may be used, not the storage");
        }
    }

    void close(Duration timeout) {
        refuseInsideTransaction();
        if (gate.close(timeout)) {
            backend.close();
        }
    }

    private static boolean conflict(Throwable error) {
        return error instanceof SerializationConflict
                || (error instanceof TransactionRolledBack && error.getCause() instanceof SerializationConflict);
    }

    private static @Nullable Retry retry(Throwable error) {
        return error instanceof StorageException known ? known.retry() : null;
    }
}
