package dev.coffer.storage;

import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.StorageTransaction;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Calls within a transaction: on its thread, before its end, never retried; the first error makes it rollback-only. */
final class TransactionCalls implements Calls, Steps {
    private final StorageOperations storage;
    private final Set<Capability> capabilities;
    private final Listening listening;
    private final Thread owner = Thread.currentThread();
    private long lastStep = System.nanoTime();
    private boolean ended;
    private @Nullable Throwable firstError;

    TransactionCalls(StorageOperations storage, Set<Capability> capabilities, Listening listening) {
        this.storage = storage;
        this.capabilities = capabilities;
        this.listening = listening;
    }

    @Override
    public <T> T operation(Operation.Name name, ToLongFunction<T> rows, Function<Steps, T> steps) {
        check();
        return listening.during(name, () -> steps.apply(this), rows);
    }

    @Override
    public <T> T call(Function<StorageOperations, T> call) {
        check();
        demandNoError();
        lastStep = System.nanoTime();
        try {
            return call.apply(storage);
        } catch (InvalidInput | NotFound | VersionConflict | Unsupported e) {
            throw e;
        } catch (RuntimeException | Error e) {
            fail(e);
            throw e;
        }
    }

    @Override
    public <T> T together(Function<Calls, T> operations) {
        check();
        return operations.apply(this);
    }

    @Override
    public boolean standAlone() {
        return false;
    }

    void demand(Capability capability) {
        check();
        if (!capabilities.contains(capability)) {
            throw new Unsupported(capability);
        }
    }

    /** Work that shares the fate of this transaction. */
    <T extends @Nullable Object, X extends Exception> T join(Work<T, X> work) throws X {
        check();
        T result;
        try {
            result = work.run();
        } catch (Throwable e) {
            fail(e);
            throw e;
        }
        demandNoError();
        return result;
    }

    @FunctionalInterface
    interface Work<T extends @Nullable Object, X extends Exception> {
        T run() throws X;
    }

    /** Demands that no error has made it rollback-only. */
    void demandNoError() {
        if (firstError != null) {
            throw TransactionRolledBack.after(firstError);
        }
    }

    void commit(StorageTransaction transaction) {
        demandNoError();
        lastStep = System.nanoTime();
        transaction.commit();
    }

    /** When the last operation, or the commit, began, by {@link System#nanoTime()}. */
    long lastStep() {
        return lastStep;
    }

    void end() {
        ended = true;
    }

    private void fail(Throwable error) {
        if (firstError == null) {
            firstError = error;
        }
    }

    private void check() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("a transaction belongs to the thread it was given to");
        }
        if (ended) {
            throw new IllegalStateException("this transaction has ended");
        }
    }
}
