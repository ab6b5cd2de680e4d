package dev.coffer.storage.jdbi;

import dev.coffer.storage.Health.Pool;
import java.util.Optional;
import java.util.function.Supplier;

/** The figures of a pool for a check of health, which may be one of those that wait for a connection, but is no caller. */
public final class ProbedPool {
    private final Supplier<Optional<Pool>> pool;
    private volatile boolean waiting;

    /** On a pool, if there is one. */
    public ProbedPool(Supplier<Optional<Pool>> pool) {
        this.pool = pool;
    }

    /** From now on the check waits, or waits no longer. */
    public void waiting(boolean now) {
        waiting = now;
    }

    /** Without the check. */
    public Optional<Pool> figures() {
        return pool.get()
                .map(all ->
                        waiting ? new Pool(all.active(), all.idle(), Math.max(0, all.waiting() - 1), all.most()) : all);
    }
}
