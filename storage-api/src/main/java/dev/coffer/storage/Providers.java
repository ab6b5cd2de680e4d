package dev.coffer.storage;

import dev.coffer.storage.spi.StorageProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The providers that ServiceLoader finds: by the thread's context class loader, then by ours. */
final class Providers {
    private Providers() {}

    static StorageProvider forScheme(String scheme) {
        List<StorageProvider> seen = new ArrayList<>();
        for (ServiceLoader<StorageProvider> loader : loaders()) {
            for (StorageProvider provider : loader) {
                if (provider.schemes().contains(scheme)) {
                    return provider;
                }
                seen.add(provider);
            }
        }
        throw new InvalidInput("url", "has no provider for '" + scheme + "'; available: " + names(seen));
    }

    private static List<ServiceLoader<StorageProvider>> loaders() {
        @Nullable ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader own = StorageProvider.class.getClassLoader();
        ServiceLoader<StorageProvider> ours = ServiceLoader.load(StorageProvider.class, own);
        return context == null || context == own
                ? List.of(ours)
                : List.of(ServiceLoader.load(StorageProvider.class, context), ours);
    }

    private static String names(List<StorageProvider> providers) {
        return providers.isEmpty()
                ? "none"
                : providers.stream()
                        .map(StorageProvider::name)
                        .collect(Collectors.toCollection(TreeSet::new))
                        .toString();
    }
}
