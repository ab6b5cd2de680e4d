package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Seconds of processors, as Linux counts them: in hundredths. */
public record CpuTime(double user, double kernel) {
    static final CpuTime NONE = new CpuTime(0, 0);

    private static final double TICKS = 100;
    private static final int USER = 11; // fields of proc_pid_stat(5), counted from the state
    private static final int KERNEL = 12;
    private static final int WITH_ENDED_CHILDREN = 2;

    /** Of this JVM, with its collectors and compilers. */
    static CpuTime ofThisProcess() {
        try {
            return of(ProcessHandle.current().pid(), false);
        } catch (IOException e) {
            throw new IllegalStateException("there is no /proc: this wants Linux", e);
        }
    }

    /** Of a process, and of its ended children if that is asked. */
    static CpuTime of(long pid, boolean endedChildren) throws IOException {
        String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        CpuTime own = new CpuTime(ticks(fields, USER), ticks(fields, KERNEL));
        return endedChildren
                ? own.plus(new CpuTime(
                        ticks(fields, USER + WITH_ENDED_CHILDREN), ticks(fields, KERNEL + WITH_ENDED_CHILDREN)))
                : own;
    }

    private static double ticks(String[] fields, int field) {
        return Double.parseDouble(fields[field]) / TICKS;
    }

    CpuTime plus(CpuTime other) {
        return new CpuTime(user + other.user, kernel + other.kernel);
    }

    CpuTime since(CpuTime before) {
        return new CpuTime(user - before.user, kernel - before.kernel);
    }

    double total() {
        return user + kernel;
    }
}
