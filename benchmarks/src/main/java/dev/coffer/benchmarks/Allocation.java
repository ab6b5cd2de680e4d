package dev.coffer.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Bytes that threads have allocated. */
final class Allocation {
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private Allocation() {}

    /** By this one; nothing is known of a virtual one. */
    static long ofThisThread() {
        return Math.max(THREADS.getCurrentThreadAllocatedBytes(), 0);
    }

    /** By all that there have been, of which JDK 21 was the first to know. */
    static double ofAllThreads() {
        try {
            return ((Number) ThreadMXBean.class
                            .getMethod("getTotalThreadAllocatedBytes")
                            .invoke(THREADS))
                    .doubleValue();
        } catch (ReflectiveOperationException e) {
            return Double.NaN;
        }
    }
}
