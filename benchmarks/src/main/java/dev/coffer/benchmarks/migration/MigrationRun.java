package dev.coffer.benchmarks.migration;

import com.sun.management.OperatingSystemMXBean;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.migrate.MigrationListener;
import dev.coffer.storage.migrate.MigrationReport;
import dev.coffer.storage.migrate.Migrator;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;

/** One migration in a JVM of its own. Prints seconds and CPU seconds of copying (with all but verifying) and of verifying. */
public final class MigrationRun {
    private static final double NANOS = 1e9;

    private MigrationRun() {}

    public static void main(String[] args) {
        Clock clock = new Clock();
        MigrationReport report = Migrator.between(
                        StorageConfig.forUrl(args[0]).build(),
                        StorageConfig.forUrl(args[1]).poolSize(2).build())
                .listener(clock)
                .run();
        clock.stop();
        if (!report.complete()) {
            throw new IllegalStateException("not complete");
        }
        clock.steps.forEach((step, spent) -> System.err.printf("  %s %.1f s, CPU %.1f s%n", step, spent[0], spent[1]));
        double[] verifying = clock.spent(MigrationListener.Step.VERIFYING);
        double[] all = {uptime(), cpu()};
        System.out.printf(
                "%.3f %.3f %.3f %.3f%n", all[0] - verifying[0], all[1] - verifying[1], verifying[0], verifying[1]);
    }

    private static double uptime() {
        return ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
    }

    private static double cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / NANOS;
    }

    /** What each step took. */
    private static final class Clock implements MigrationListener {
        private final Map<Step, double[]> steps = new EnumMap<>(Step.class);
        private Step step = Step.READING;
        private double wall = uptime();
        private double cpu = cpu();

        @Override
        public void begins(Step next, long records) {
            stop();
            step = next;
        }

        @Override
        public void advances(long records) {}

        void stop() {
            double[] spent = spent(step);
            spent[0] += uptime() - wall;
            spent[1] += cpu() - cpu;
            wall = uptime();
            cpu = cpu();
        }

        double[] spent(Step which) {
            return steps.computeIfAbsent(which, unused -> new double[2]);
        }
    }
}
