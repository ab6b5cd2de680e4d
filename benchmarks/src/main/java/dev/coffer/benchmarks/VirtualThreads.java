package dev.coffer.benchmarks;

import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/** Virtual threads where the JVM has them; the sources are of a Java that has not. */
public final class VirtualThreads {
    private VirtualThreads() {}

    /** Makes them; empty before JDK 21. */
    public static Optional<ThreadFactory> factory() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return Optional.of((ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    static boolean makes(ThreadFactory factory) {
        return factory()
                .filter(virtual -> virtual.getClass() == factory.getClass())
                .isPresent();
    }
}
