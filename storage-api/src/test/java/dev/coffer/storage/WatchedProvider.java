package dev.coffer.storage;

import dev.coffer.storage.memory.MemoryProvider;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageProvider;
import dev.coffer.storage.spi.StorageTransaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The provider in memory, which tells of each call to it and does what it is told before or after some. Calls have names such
 * as {@code users.insert}, {@code begin}, {@code tx.users.insert} and {@code tx.commit}.
 */
final class WatchedProvider implements StorageProvider {
    private static final Duration LATE = Duration.ofMillis(1_100);

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<Runnable>> before = new ConcurrentHashMap<>();
    private final Map<String, Queue<Runnable>> after = new ConcurrentHashMap<>();
    private final Set<Capability> capabilities = EnumSet.allOf(Capability.class);
    private @Nullable StorageBackend unwatched;

    Storage open() {
        return open(config -> config);
    }

    Storage open(InstantSource clock) {
        return open(config -> config.clock(clock));
    }

    Storage open(UnaryOperator<StorageConfig.Builder> settings) {
        StorageConfig.Builder config =
                StorageConfig.forUrl("memory:").passwordCost(Passwords.MIN_COST).clock(new MovableClock());
        return Storage.open(
                settings.apply(config).userSearch(UserSearch.ofAll()).build(), this);
    }

    WatchedProvider without(Capability capability) {
        capabilities.remove(capability);
        return this;
    }

    /** The next calls of this name fail, each by one of these errors, and do nothing. */
    WatchedProvider failing(String call, RuntimeException... errors) {
        for (RuntimeException error : errors) {
            doing(call, () -> {
                throw error;
            });
        }
        return this;
    }

    /** The next call of this name fails by this error and does nothing, for longer than an attempt may take to be repeated. */
    WatchedProvider failingLate(String call, RuntimeException error) {
        return doing(call, () -> {
            LockSupport.parkNanos(LATE.toNanos());
            throw error;
        });
    }

    /** The next calls of this name do their work and then fail, each by one of these errors. */
    WatchedProvider failingAfter(String call, RuntimeException... errors) {
        for (RuntimeException error : errors) {
            queue(after, call).add(() -> {
                throw error;
            });
        }
        return this;
    }

    /** The next call of this name is preceded by this. */
    WatchedProvider doing(String call, Runnable action) {
        queue(before, call).add(action);
        return this;
    }

    /** What {@link #open} opened last, to be used unseen. */
    StorageBackend backend() {
        return Objects.requireNonNull(unwatched);
    }

    List<String> calls() {
        return List.copyOf(calls);
    }

    void forget(String call) {
        calls.removeIf(call::equals);
    }

    void forgetCalls() {
        calls.clear();
    }

    @Override
    public String name() {
        return "watched";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("memory");
    }

    @Override
    public StorageBackend open(StorageConfig config) {
        unwatched = new MemoryProvider().open(config);
        return watched(StorageBackend.class, unwatched, "");
    }

    private <T> T watched(Class<T> type, T target, String prefix) {
        Class<?>[] types = {type};
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), types, (proxy, method, arguments) -> {
            String call = prefix + method.getName();
            if (method.getName().equals("capabilities")) {
                return Set.copyOf(capabilities);
            }
            boolean part = arguments == null && method.getReturnType().isInterface();
            if (!part) {
                calls.add(call);
                next(before, call).run();
            }
            Object result;
            try {
                result = method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            next(after, call).run();
            if (result instanceof StorageTransaction transaction) {
                return watched(StorageTransaction.class, transaction, "tx.");
            }
            return part ? watchedPart(method.getReturnType(), result, call + ".") : result;
        }));
    }

    private <T> T watchedPart(Class<T> type, Object part, String prefix) {
        return watched(type, type.cast(part), prefix);
    }

    private static Queue<Runnable> queue(Map<String, Queue<Runnable>> actions, String call) {
        return actions.computeIfAbsent(call, name -> new ArrayDeque<>());
    }

    private static Runnable next(Map<String, Queue<Runnable>> actions, String call) {
        Runnable next = queue(actions, call).poll();
        return next == null ? () -> {} : next;
    }
}
