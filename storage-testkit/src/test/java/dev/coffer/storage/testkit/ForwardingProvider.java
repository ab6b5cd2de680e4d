package dev.coffer.storage.testkit;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import java.util.List;
import java.util.Set;

/** A provider as it is: a fault overrides what it breaks. */
abstract class ForwardingProvider implements StorageProvider {
    final StorageProvider sound;

    ForwardingProvider(StorageProvider sound) {
        this.sound = sound;
    }

    @Override
    public String name() {
        return sound.name();
    }

    @Override
    public Set<String> schemes() {
        return sound.schemes();
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        return sound.open(config);
    }

    @Override
    public RecordSource openSource(StorageConfig config) {
        return sound.openSource(config);
    }

    @Override
    public RecordTarget openTarget(StorageConfig config) {
        return sound.openTarget(config);
    }

    @Override
    public List<String> schemaScripts() {
        return sound.schemaScripts();
    }
}
