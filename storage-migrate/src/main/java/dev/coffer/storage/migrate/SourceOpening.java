package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.RecordSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens a source and counts its records on a thread of its own, while the caller opens the target: either takes its time. */
final class SourceOpening implements AutoCloseable {
    private final Supplier<RecordSource> opening;
    private final FutureTask<Opened> task = new FutureTask<>(this::open);
    private final Thread thread = new Thread(task, "coffer-opening");
    private volatile @Nullable RecordSource source;

    /** What was opened. */
    record Opened(RecordSource source, long records) {}

    /** Begins. */
    SourceOpening(Supplier<RecordSource> opening) {
        this.opening = opening;
        thread.setDaemon(true);
        thread.start();
    }

    private Opened open() {
        RecordSource opened = opening.get();
        source = opened;
        return new Opened(opened, Migration.count(opened));
    }

    /**
     * Waits for it.
     *
     * @throws InterruptedException if the caller is interrupted while it waits
     */
    Opened get() throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    /** Ends what is still being opened, and closes what was. */
    @Override
    public void close() {
        thread.interrupt();
        Uninterruptibly.join(thread);
        if (source != null) {
            source.close();
        }
    }
}
