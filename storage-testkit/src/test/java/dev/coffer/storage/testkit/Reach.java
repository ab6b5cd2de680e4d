package dev.coffer.storage.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/**
 * Tells when a test comes to a fault: when a method is called that the fault overrides.
 *
 * @param told is run then
 */
record Reach(Runnable told) {
    /** The part, which tells. */
    <T> T watched(Class<T> type, T part) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    tellIfOverridden(part, method.getName());
                    try {
                        return method.invoke(part, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    void tellIfOverridden(Object part, String name) {
        for (Class<?> type = part.getClass(); isFault(type); type = type.getSuperclass()) {
            if (Arrays.stream(type.getDeclaredMethods())
                    .anyMatch(method -> method.getName().equals(name))) {
                told.run();
            }
        }
    }

    /** What a fault overrides is declared in this package, below the forwarding classes. */
    private static boolean isFault(Class<?> type) {
        return type.getPackage() == Reach.class.getPackage()
                && type.getNestHost() != DurableMemoryProvider.class
                && !type.getSimpleName().startsWith("Forwarding");
    }
}
