package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Seconds of processors, as Linux counts them. */
record CpuTime(double user, double kernel) {
    private static final double TICKS = 100;
    private static final double NANOS = 1e9;
    private static final int USER = 11; // fields of proc_pid_stat(5), counted from the state
    private static final int KERNEL = 12;
    private static final int WITH_ENDED_CHILDREN = 2;

    /** Of a process, to a hundredth of a second. */
    static CpuTime ofProcess(Path process) throws IOException {
        String[] fields = fields(process);
        return new CpuTime(ticks(fields, USER), ticks(fields, KERNEL));
    }

    /** Seconds of those children of a process that have ended, to a hundredth. */
    static double ofEndedChildren(Path process) throws IOException {
        String[] fields = fields(process);
        return ticks(fields, USER + WITH_ENDED_CHILDREN) + ticks(fields, KERNEL + WITH_ENDED_CHILDREN);
    }

    /** Seconds of one thread, to a billionth. */
    static double ofThread(Path thread) throws IOException {
        String times = Files.readString(thread.resolve("schedstat"));
        return Long.parseLong(times.substring(0, times.indexOf(' '))) / NANOS;
    }

    /** Where Linux tells about a process. */
    static Path process(String id) {
        return Path.of("/proc", id);
    }

    private static String[] fields(Path process) throws IOException {
        String line = Files.readString(process.resolve("stat"));
        return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    }

    private static double ticks(String[] fields, int field) {
        return Double.parseDouble(fields[field]) / TICKS;
    }

    double total() {
        return user + kernel;
    }

    static IllegalStateException noLinux(IOException cause) {
        return new IllegalStateException("this wants the /proc of Linux", cause);
    }
}
