package dev.coffer.storage.testkit;

import dev.coffer.storage.spi.StorageProvider;
import java.util.Optional;
import java.util.UUID;

/** The contract of a provider with a fault planted. Run by {@link ContractRun} only, one test at a time. */
class FaultyContract extends StorageContract {
    private static volatile Breakage planted = Breakage.NONE;
    private static volatile boolean reached;

    private final StorageProvider provider =
            new FaultyProvider(new DurableMemoryProvider(), planted, new Reach(() -> reached = true));

    static void plant(Breakage breakage) {
        planted = breakage;
        reached = false;
    }

    /** Whether the storages did anything that the fault overrides. */
    static boolean reached() {
        return reached;
    }

    @Override
    protected String freshUrl() {
        return "memory:" + UUID.randomUUID();
    }

    @Override
    protected Optional<StorageProvider> provider() {
        return Optional.of(provider);
    }
}
