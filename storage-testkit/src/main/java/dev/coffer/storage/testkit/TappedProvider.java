package dev.coffer.storage.testkit;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Another provider, in the middle of whose storages a test can act: right before or right after one of the methods between
 * {@link Storage} and the provider. What it does there happens on the same thread; what it throws is what the method throws.
 */
final class TappedProvider implements StorageProvider {
    private final StorageProvider provider;
    private final Map<String, Queue<Runnable>> before = new ConcurrentHashMap<>();
    private final Map<String, Queue<Runnable>> after = new ConcurrentHashMap<>();
    private @Nullable StorageBackend opened;

    TappedProvider(StorageProvider provider) {
        this.provider = provider;
    }

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public Set<String> schemes() {
        return provider.schemes();
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        opened = provider.open(config);
        return (StorageBackend) tapped(StorageBackend.class, opened);
    }

    /** What was opened last, itself. */
    StorageBackend backend() {
        return Optional.ofNullable(opened).orElseThrow();
    }

    /** Acts once before the method with this name, wherever among a storage's operations it is; the next call acts next. */
    void before(String method, Runnable action) {
        before.computeIfAbsent(method, name -> new ConcurrentLinkedQueue<>()).add(action);
    }

    /** As {@link #before}, when the method has returned. */
    void after(String method, Runnable action) {
        after.computeIfAbsent(method, name -> new ConcurrentLinkedQueue<>()).add(action);
    }

    /** Whether every action has been called. */
    boolean acted() {
        return before.values().stream().allMatch(Queue::isEmpty)
                && after.values().stream().allMatch(Queue::isEmpty);
    }

    private Object tapped(Class<?> type, Object target) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            act(before, method);
            Object result = invoke(target, method, arguments);
            act(after, method);
            return isPart(method.getReturnType()) ? tapped(method.getReturnType(), result) : result;
        });
    }

    private static void act(Map<String, Queue<Runnable>> actions, Method method) {
        Optional.ofNullable(actions.get(method.getName())).map(Queue::poll).ifPresent(Runnable::run);
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Whether it is a transaction, or the users, sessions, tokens, … of a storage or a transaction. */
    private static boolean isPart(Class<?> type) {
        return type.isInterface() && type.getPackage() == StorageProvider.class.getPackage();
    }
}
