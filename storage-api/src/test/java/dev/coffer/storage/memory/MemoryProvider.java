package dev.coffer.storage.memory;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.StorageProvider;
import java.util.Set;
import java.util.regex.Pattern;

/** Opens {@code memory:}, a new and empty storage each time. */
public final class MemoryProvider implements StorageProvider {
    private static final Pattern URL = Pattern.compile("(jdbc:)?memory:", Pattern.CASE_INSENSITIVE);

    /** Also for ServiceLoader. */
    public MemoryProvider() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("memory");
    }

    @Override
    public MemoryBackend open(StorageConfig config) {
        if (!URL.matcher(config.url()).matches()) {
            throw new InvalidInput("url", "must be memory: and nothing else");
        }
        return new MemoryBackend(new MemoryDatabase(config.lockTimeout(), config.readOnly()), config);
    }
}
