package dev.coffer.storage.migrate;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads on a thread of its own, a little ahead of whoever takes what was read.
 *
 * @param <T> what is read
 */
final class ReadAhead<T> implements AutoCloseable {
    private static final int AHEAD = 2;
    private static final long LOOK_MILLIS = 50;

    private final Supplier<Optional<T>> reader;
    private final BlockingQueue<Result<T>> results = new ArrayBlockingQueue<>(AHEAD);
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Begins to read.
     *
     * @param reader gives the next, and empty at the end; called by one thread alone
     */
    ReadAhead(String name, Supplier<Optional<T>> reader) {
        this.reader = reader;
        thread = new Thread(this::read, "coffer-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The next, empty at the end.
     *
     * @throws InterruptedException if the caller is interrupted while it waits
     */
    Optional<T> next() throws InterruptedException {
        Result<T> result = results.take();
        if (result.failure instanceof Error error) {
            throw error;
        }
        if (result.failure instanceof RuntimeException exception) {
            throw exception;
        }
        return result.value;
    }

    private void read() {
        boolean more = true;
        while (more && !closed) {
            Result<T> result = result();
            more = result.value.isPresent();
            handOver(result);
        }
    }

    private Result<T> result() {
        try {
            return new Result<>(reader.get(), null);
        } catch (RuntimeException | Error e) {
            return new Result<>(Optional.empty(), e);
        }
    }

    private void handOver(Result<T> result) {
        try {
            while (!closed && !results.offer(result, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                // until there is room
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    /** Waits for the end of what is being read just now. */
    @Override
    public void close() {
        closed = true;
        Uninterruptibly.join(thread);
    }

    private record Result<T>(Optional<T> value, @Nullable Throwable failure) {}
}
