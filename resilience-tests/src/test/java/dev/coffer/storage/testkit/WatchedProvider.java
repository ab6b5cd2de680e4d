package dev.coffer.storage.testkit;

import dev.coffer.resilience.KnownSecrets;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.Credentials;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import dev.coffer.storage.spi.StoredUser;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Another provider, which remembers each hash of a password or a token that is given to it or comes out of it, and prints each of its
 * failures with all causes.
 *
 * @param provider the other one
 * @param config what is changed in the configuration of each storage
 * @param secrets has what is remembered
 */
record WatchedProvider(StorageProvider provider, UnaryOperator<StorageConfig> config, KnownSecrets secrets)
        implements StorageProvider {
    private static final int TOKEN_HASH_BYTES = 32;

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public Set<String> schemes() {
        return provider.schemes();
    }

    @Override
    public List<String> schemaScripts() {
        return provider.schemaScripts();
    }

    @Override
    public StorageBackend open(StorageConfig given) {
        try {
            return watched(StorageBackend.class, provider.open(config.apply(given)));
        } catch (RuntimeException e) {
            e.printStackTrace(System.out);
            throw e;
        }
    }

    @Override
    public RecordSource openSource(StorageConfig given) {
        return provider.openSource(config.apply(given));
    }

    @Override
    public RecordTarget openTarget(StorageConfig given) {
        return provider.openTarget(config.apply(given));
    }

    private <T> T watched(Class<T> type, Object target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (arguments != null) {
                        Arrays.asList(arguments).forEach(this::remember);
                    }
                    try {
                        Object result = method.invoke(target, arguments);
                        remember(result);
                        Class<?> returned = method.getReturnType();
                        boolean isPart =
                                returned.isInterface() && returned.getPackage() == StorageProvider.class.getPackage();
                        return isPart ? watched(returned, result) : result;
                    } catch (InvocationTargetException e) {
                        e.getTargetException().printStackTrace(System.out);
                        throw e.getTargetException();
                    }
                }));
    }

    private void remember(@Nullable Object value) {
        if (value instanceof byte[] bytes && bytes.length == TOKEN_HASH_BYTES) {
            secrets.addTokenHash(bytes);
        } else if (value instanceof String text && text.contains("$2")) {
            secrets.addPasswordHash(text);
        } else if (value instanceof StoredUser user) {
            remember(user.passwordHash());
        } else if (value instanceof Credentials credentials) {
            remember(credentials.passwordHash());
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(this::remember);
        } else if (value instanceof Collection<?> several) {
            several.forEach(this::remember);
        }
    }
}
