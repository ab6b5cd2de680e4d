package dev.coffer.storage.jdbi;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageListener;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a pool of connections tells its figures, if the listener says so. */
public final class PoolMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(PoolMetrics.class);

    private PoolMetrics() {}

    /**
     * Shows it to a pool. What fails at that, in the listener or in its registry, is logged and no reason not to open.
     *
     * @param pool takes it, and is at work already
     */
    public static void show(StorageConfig config, PoolName name, Consumer<Object> pool) {
        try {
            config.listener().flatMap(StorageListener::poolMetrics).ifPresent(pool);
        } catch (Throwable e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("pool", name.toString())
                    .log("the pool has nowhere to tell its figures, which changes nothing for the storage");
        }
    }
}
