package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/**
 * Threads that call without a pause for some time.
 *
 * @param longest what no call may take
 */
record Load(int threads, ThreadFactory factory, Duration duration, Duration longest) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MEGABYTE = 1 << 20;
    private static final long NOISE = 8 * MEGABYTE;
    private static final long NOISE_OF_A_THREAD = 2 << 10; // virtual ones have their stacks on the heap

    /** Demands that all are served, at once, as often as the others, and in as much memory at the end as after a third of the time. */
    void run(Callers.Calls calls, Tally tally) throws InterruptedException {
        Callers callers = new Callers(threads, factory, calls, tally);
        try {
            Thread.sleep(duration.dividedBy(3).toMillis());
            long afterAThird = callers.atRest(Load::heap);
            Thread.sleep(duration.multipliedBy(2).dividedBy(3).toMillis());
            long atTheEnd = callers.atRest(Load::heap);
            callers.end(PATIENCE);
            tally.remark(callers.toString());
            tally.remark("heap after a third of the time %d MB, at the end %d MB"
                    .formatted(afterAThird / MEGABYTE, atTheEnd / MEGABYTE));
            assertServed(callers);
            assertThat(atTheEnd).as("memory at the end").isLessThan(afterAThird + NOISE + threads * NOISE_OF_A_THREAD);
        } finally {
            callers.end(PATIENCE);
        }
    }

    /** Of what cannot be freed. */
    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void assertServed(Callers callers) {
        assertThat(ManagementFactory.getThreadMXBean().findDeadlockedThreads())
                .as("threads in a deadlock")
                .isNull();
        assertThat(callers.alive()).as("threads that do not end").isZero();
        assertThat(callers.failures()).as("failures").isEmpty();
        assertThat(callers.longest()).as("the longest call").isLessThan(longest);
        assertThat(callers.least())
                .as("calls of the thread served least")
                .isPositive()
                .isGreaterThanOrEqualTo(callers.median() / 4);
    }
}
