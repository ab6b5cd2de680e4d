package dev.coffer.storage;

import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import java.util.Set;

/** Found by ServiceLoader in the thread's context class loader of a test. */
public final class ContextProvider implements StorageProvider {
    /** For ServiceLoader. */
    public ContextProvider() {}

    @Override
    public String name() {
        return "context";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("registered", "context");
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        throw new UnsupportedOperationException("only looked for");
    }
}
