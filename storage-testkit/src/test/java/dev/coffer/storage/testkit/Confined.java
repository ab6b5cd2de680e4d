package dev.coffer.storage.testkit;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageOperations;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Breaks one method of what is confined to a user, such as {@code users.find}. */
final class Confined {
    private Confined() {}

    /** What is asked of this method is asked of all rows. */
    static Breakage leaking(String method) {
        return instead(method, Method::invoke);
    }

    /** This method refuses what is the user's to do. */
    static Breakage denying(String method) {
        return instead(method, (called, all, arguments) -> {
            throw new AccessDenied("no", null);
        });
    }

    /** One call in so many is made as whoever acted before. */
    static Breakage nowAndThenAnothers(int calls) {
        AtomicInteger made = new AtomicInteger();
        AtomicReference<UUID> last = new AtomicReference<>(new UUID(0, 0));
        return new Breakage() {
            @Override
            public StorageOperations actingAs(StorageBackend sound, UUID userId, Optional<AuditContext> context) {
                UUID before = last.getAndSet(userId);
                return sound.actingAs(made.incrementAndGet() % calls == 0 ? before : userId, context);
            }
        };
    }

    private interface Call {
        @Nullable
        Object of(Method method, Object all, Object @Nullable [] arguments) throws ReflectiveOperationException;
    }

    private static Breakage instead(String method, Call call) {
        return new Breakage() {
            @Override
            public StorageOperations actingAs(StorageBackend sound, UUID userId, Optional<AuditContext> context) {
                StorageOperations own = sound.actingAs(userId, context);
                return broken(StorageOperations.class, own, sound, "", method, call);
            }
        };
    }

    private static <T> T broken(Class<T> type, Object own, Object all, String prefix, String broken, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    String name = prefix + method.getName();
                    try {
                        if (name.equals(broken)) {
                            return call.of(method, all, arguments);
                        }
                        Object result = method.invoke(own, arguments);
                        return broken.startsWith(name + ".")
                                ? broken(
                                        method.getReturnType(),
                                        result,
                                        method.invoke(all, arguments),
                                        name + ".",
                                        broken,
                                        call)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
