package dev.coffer.storage.postgres;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ThreadFactory;

/** The lightest kind of threads that the JDK has: virtual ones since version 21. */
public final class LightThreads {
    private LightThreads() {}

    /** Whether they are virtual: there may be very many of them. */
    public static boolean areVirtual() {
        return Runtime.version().feature() >= 21;
    }

    public static ThreadFactory factory() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
        } catch (NoSuchMethodException | ClassNotFoundException older) {
            return Thread::new;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
