package dev.coffer.storage;

import dev.coffer.storage.spi.StorageOperations;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls within a transaction: on its thread, before its end, never retried; the first error makes it rollback-only. */
final class TransactionCalls implements Calls {
    private final StorageOperations storage;
    private final Set<Capability> capabilities;
    private final Thread owner = Thread.currentThread();
    private boolean ended;
    private @Nullable Throwable firstError;

    TransactionCalls(StorageOperations storage, Set<Capability> capabilities) {
        this.storage = storage;
        this.capabilities = capabilities;
    }

    @Override
    public <T> T call(Function<StorageOperations, T> operation) {
        check();
        demandNoError();
        try {
            return operation.apply(storage);
        } catch (InvalidInput | NotFound | VersionConflict | Unsupported e) {
            throw e;
        } catch (RuntimeException | Error e) {
            fail(e);
            throw e;
        }
    }

    @Override
    public <T> T together(Function<Calls, T> work) {
        check();
        return work.apply(this);
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
