package dev.coffer.storage.postgres;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Calls beside the test, each on a thread of its own: the common pool may have one for all. */
final class Beside {
    private static final Executor THREADS = task -> new Thread(task, "beside").start();

    private Beside() {}

    static CompletableFuture<Void> run(Runnable call) {
        return CompletableFuture.runAsync(call, THREADS);
    }

    static <T> CompletableFuture<T> call(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, THREADS);
    }

    /** What it returned or threw, when it has ended. */
    static <T> T result(CompletableFuture<T> call) throws Throwable {
        try {
            return call.join();
        } catch (CompletionException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
