package dev.coffer.storage.testkit;

import dev.coffer.storage.spi.StorageProvider;
import java.util.Optional;
import java.util.UUID;

/** The contract holds for a provider whose storages survive a reopen. */
class DurableMemoryContractTest extends StorageContract {
    private final DurableMemoryProvider provider = new DurableMemoryProvider();

    @Override
    protected String freshUrl() {
        return "memory:" + UUID.randomUUID();
    }

    @Override
    protected Optional<StorageProvider> provider() {
        return Optional.of(provider);
    }
}
