package dev.coffer.storage;

import dev.coffer.storage.spi.StorageProvider;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The providers that ServiceLoader finds: by the thread's context class loader, then by ours. One that cannot be loaded hides
 * no other; where none is left, it is the cause.
 */
final class Providers {
    /** A class loader that cannot tell its services would be asked for ever. */
    private static final int MOST_FAILURES = 100;

    private final Set<String> names = new TreeSet<>();

    /** By what they say: both class loaders may find the same. */
    private final Map<String, Throwable> failures = new LinkedHashMap<>();

    private Providers() {}

    static StorageProvider forScheme(String scheme) {
        Providers providers = new Providers();
        return loaders().stream()
                .flatMap(loader -> providers.find(scheme, loader.iterator()).stream())
                .findFirst()
                .orElseThrow(() -> providers.noneFor(scheme));
    }

    private Optional<StorageProvider> find(String scheme, Iterator<StorageProvider> providers) {
        for (int failed = 0; failed < MOST_FAILURES; ) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                StorageProvider provider = providers.next();
                if (provider.schemes().contains(scheme)) {
                    return Optional.of(provider);
                }
                names.add(provider.name());
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                failures.putIfAbsent(e.toString(), e);
                failed++;
            }
        }
        return Optional.empty();
    }

    private InvalidInput noneFor(String scheme) {
        String available = "has no provider for '" + scheme + "'; available: " + (names.isEmpty() ? "none" : names);
        if (failures.isEmpty()) {
            return new InvalidInput("url", available);
        }
        Iterator<Throwable> broken = failures.values().iterator();
        Throwable first = broken.next();
        broken.forEachRemaining(first::addSuppressed);
        return new InvalidInput("url", available + "; " + failures.size() + " could not be loaded", first);
    }

    private static List<ServiceLoader<StorageProvider>> loaders() {
        @Nullable ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader own = StorageProvider.class.getClassLoader();
        ServiceLoader<StorageProvider> ours = ServiceLoader.load(StorageProvider.class, own);
        return context == null || context == own
                ? List.of(ours)
                : List.of(ServiceLoader.load(StorageProvider.class, context), ours);
    }
}
