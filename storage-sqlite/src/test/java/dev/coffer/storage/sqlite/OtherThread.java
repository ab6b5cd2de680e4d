package dev.coffer.storage.sqlite;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Work on a thread of its own, while the caller waits. */
final class OtherThread {
    private static final int PATIENCE_SECONDS = 20;

    private OtherThread() {}

    /** Fails as the work does. */
    static <T> T call(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task, "other").start();
        try {
            return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception own) {
                throw own;
            }
            throw e;
        }
    }
}
