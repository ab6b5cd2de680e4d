package dev.coffer.storage;

import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.StorageTransaction;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Calls that each stand alone, and the transactions of a storage: not after close, not inside its own transaction. */
final class PooledCalls implements Calls {
    private static final Attempts OPERATION = Attempts.of(SerializationConflict.class::isInstance);

    private final StorageContext context;
    private final StorageBackend backend;
    private final Listening listening;
    private final OpenGate gate = new OpenGate();
    private final Entered entered;

    @SuppressWarnings("ThreadLocalUsage") // each storage has transactions of its own
    private final ThreadLocal<Transaction> current = new ThreadLocal<>();

    PooledCalls(StorageContext context, StorageBackend backend) {
        this.context = context;
        this.backend = backend;
        listening = context.listening();
        entered = new Entered(() -> backend);
    }

    /** The same, in somebody's name. */
    Calls in(Acting name) {
        Entered acting = new Entered(() -> name.operations(context, backend));
        return new Calls() {
            @Override
            public <T> T operation(Operation.Name name, ToLongFunction<T> rows, Function<Steps, T> steps) {
                return enter(() -> acting.operation(name, rows, steps));
            }

            @Override
            public <T> T together(Function<Calls, T> operations) {
                return enter(() -> operations.apply(acting));
            }
        };
    }

    @Override
    public <T> T operation(Operation.Name name, ToLongFunction<T> rows, Function<Steps, T> steps) {
        return enter(() -> entered.operation(name, rows, steps));
    }

    @Override
    public <T> T together(Function<Calls, T> operations) {
        return enter(() -> operations.apply(entered));
    }

    private final class Entered implements Calls, Steps {
        private final Supplier<StorageOperations> operations;

        private Entered(Supplier<StorageOperations> operations) {
            this.operations = operations;
        }

        @Override
        public <T> T operation(Operation.Name name, ToLongFunction<T> rows, Function<Steps, T> steps) {
            return listening.during(name, () -> steps.apply(this), rows);
        }

        @Override
        public <T> T together(Function<Calls, T> operations) {
            return operations.apply(this);
        }

        @Override
        public <T> T call(Function<StorageOperations, T> call) {
            return OPERATION.run(() -> call.apply(operations.get()));
        }

        @Override
        public boolean standAlone() {
            return true;
        }
    }

    void ping() {
        enter(() -> listening.during(Operation.Name.PING, () -> {
            backend.ping();
            return backend;
        }));
    }

    void health(Health.Builder findings) {
        enterIfOpen(findings, () -> backend.health(findings));
    }

    void healthWithoutAnswer(Health.Builder findings) {
        enterIfOpen(findings, () -> backend.healthWithoutAnswer(findings));
    }

    private void enterIfOpen(Health.Builder findings, Runnable look) {
        try {
            gate.enter();
        } catch (IllegalStateException closed) {
            findings.down("the storage is closed");
            return;
        }
        try {
            look.run();
        } finally {
            gate.leave();
        }
    }

    <T extends @Nullable Object, X extends Exception> T transaction(
            TransactionOptions options, Acting name, TransactionFunction<T, X> work) throws X {
        Attempts attempts = options.isolation() == TransactionOptions.Isolation.SERIALIZABLE
                ? Attempts.of(PooledCalls::conflict)
                : Attempts.once();
        return enter(() -> listening.during(
                Operation.Name.TRANSACTION, () -> attempts.run(() -> attempt(options, name, work, new Doubt()))));
    }

    /** A transaction whose work is safe to repeat, even when it is not known whether it was applied. */
    <T extends @Nullable Object, X extends Exception> T repeatable(
            Doubt doubt, Acting name, TransactionFunction<T, X> work) throws X {
        Attempts attempts = Attempts.of(e -> conflict(e) || (doubt.leavesHope() && mayPass(e)));
        return enter(() -> listening.during(
                Operation.Name.APPLY_ONCE,
                () -> attempts.run(
                        () -> doubt.during(() -> attempt(TransactionOptions.defaults(), name, work, doubt)))));
    }

    private <T extends @Nullable Object, X extends Exception> T attempt(
            TransactionOptions options, Acting name, TransactionFunction<T, X> work, Doubt doubt) throws X {
        StorageTransaction transaction = backend.begin(options);
        TransactionCalls calls = new TransactionCalls(transaction, backend.capabilities(), listening);
        Transaction tx = new Transaction(context, calls);
        current.set(tx);
        try {
            name.enter(context, transaction);
            T result = work.call(tx);
            calls.commit(transaction);
            return result;
        } catch (StorageException e) {
            doubt.lastStepBegan(calls.lastStep());
            throw e;
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

    boolean isClosed() {
        return gate.isClosed();
    }

    /** False, at once, if it was closed before. */
    boolean close(Duration timeout) {
        refuseInsideTransaction();
        boolean closes = gate.close(timeout);
        if (closes) {
            backend.close();
        }
        return closes;
    }

    private static boolean conflict(Throwable error) {
        return error instanceof SerializationConflict
                || (error instanceof TransactionRolledBack && error.getCause() instanceof SerializationConflict);
    }

    private static boolean mayPass(Throwable error) {
        return error instanceof UnknownOutcome
                || (error instanceof StorageException known && known.retry() == Retry.TRANSACTION);
    }
}
