package dev.coffer.storage.testkit;

import dev.coffer.storage.memory.MemoryProvider;
import dev.coffer.storage.spi.StorageProvider;
import java.util.Optional;

/** The contract holds for the provider in memory. */
class MemoryContractTest extends StorageContract {
    @Override
    protected String freshUrl() {
        return "memory:";
    }

    @Override
    protected Optional<StorageProvider> provider() {
        return Optional.of(new MemoryProvider());
    }

    @Override
    protected boolean survivesReopen() {
        return false;
    }

    @Override
    protected boolean movesRecords() {
        return false;
    }
}
