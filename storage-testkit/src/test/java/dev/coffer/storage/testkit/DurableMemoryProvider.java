package dev.coffer.storage.testkit;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.memory.MemoryBackend;
import dev.coffer.storage.memory.MemoryProvider;
import dev.coffer.storage.spi.KeyValueStorage;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.SessionStorage;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import dev.coffer.storage.spi.StorageTransaction;
import dev.coffer.storage.spi.TokenStorage;
import dev.coffer.storage.spi.UserStorage;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Keeps storages in memory by their URL, {@code memory:NAME}, as long as the provider itself. */
final class DurableMemoryProvider implements StorageProvider {
    private static final Pattern URL = Pattern.compile("(?:jdbc:)?memory:[a-z0-9-]+");

    private final Map<String, MemoryBackend> storages = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "durable memory";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("memory");
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        StorageBackend storage = storage(config).with(config);
        return config.readOnly() ? new ReadOnlyView(storage) : new View(storage);
    }

    private MemoryBackend storage(StorageConfig config) {
        if (!URL.matcher(config.url()).matches()) {
            throw new InvalidInput("url", "must be memory:NAME and nothing else");
        }
        StorageConfig inMemory = StorageConfig.forUrl("memory:")
                .lockTimeout(config.lockTimeout())
                .build();
        return storages.computeIfAbsent(config.url(), url -> new MemoryProvider().open(inMemory));
    }

    @Override
    public RecordSource openSource(StorageConfig config) {
        return storage(config).source(config.url());
    }

    @Override
    public RecordTarget openTarget(StorageConfig config) {
        return storage(config).target(config.url());
    }

    /** What is closed can be opened again. */
    private static class View extends ForwardingBackend {
        View(StorageBackend storage) {
            super(storage);
        }

        @Override
        public void close() {}
    }

    private static final class ReadOnlyView extends View {
        private final StorageTransaction snapshot = begin(TransactionOptions.readOnlySnapshot());

        ReadOnlyView(StorageBackend storage) {
            super(storage);
        }

        @Override
        public StorageTransaction begin(TransactionOptions options) {
            return super.begin(TransactionOptions.readOnlySnapshot());
        }

        @Override
        public UserStorage users() {
            return snapshot.users();
        }

        @Override
        public SessionStorage sessions() {
            return snapshot.sessions();
        }

        @Override
        public TokenStorage tokens() {
            return snapshot.tokens();
        }

        @Override
        public KeyValueStorage keyValues() {
            return snapshot.keyValues();
        }
    }
}
