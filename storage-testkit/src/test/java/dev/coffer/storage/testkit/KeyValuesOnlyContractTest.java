package dev.coffer.storage.testkit;

import dev.coffer.storage.Capability;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.memory.MemoryProvider;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import java.util.Optional;
import java.util.Set;

/** The contract holds for a provider that has key-values and nothing else: the rest is refused as Unsupported. */
class KeyValuesOnlyContractTest extends StorageContract {
    @Override
    protected String freshUrl() {
        return "memory:";
    }

    @Override
    protected Optional<StorageProvider> provider() {
        return Optional.of(new KeyValuesOnlyProvider());
    }

    @Override
    protected boolean survivesReopen() {
        return false;
    }

    private static final class KeyValuesOnlyProvider implements StorageProvider {
        @Override
        public String name() {
            return "key-values only";
        }

        @Override
        public Set<String> schemes() {
            return Set.of("memory");
        }

        @Override
        public StorageBackend open(StorageConfig config) {
            return new KeyValuesOnly(new MemoryProvider().open(config));
        }
    }

    /** Implements what it supports, as a third party would, and leaves the rest to the defaults. */
    private record KeyValuesOnly(StorageBackend memory) implements StorageBackend {
        @Override
        public Set<Capability> capabilities() {
            return Set.of(Capability.KEY_VALUES);
        }

        @Override
        public KeyValueStorage keyValues() {
            return memory.keyValues();
        }

        @Override
        public void ping() {
            memory.ping();
        }

        @Override
        public void close() {
            memory.close();
        }
    }
}
