package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Seconds that a PostgreSQL server on this machine has run so far: the postmaster, its children, and those that have ended. */
public final class ServerProcesses implements DoubleSupplier {
    private final ProcessHandle postmaster;

    /** Of the server that has this backend. */
    public ServerProcesses(long backend) {
        postmaster = ProcessHandle.of(backend).flatMap(ProcessHandle::parent).orElseThrow();
    }

    @Override
    public double getAsDouble() {
        try {
            List<ProcessHandle> children = postmaster.children().toList();
            double sum = CpuTime.ofThread(directory(postmaster)) + CpuTime.ofEndedChildren(directory(postmaster));
            for (ProcessHandle child : children) {
                sum += ofChild(child);
            }
            return sum;
        } catch (IOException e) {
            throw CpuTime.noLinux(e);
        }
    }

    private static Path directory(ProcessHandle process) {
        return CpuTime.process(Long.toString(process.pid()));
    }

    private static double ofChild(ProcessHandle child) {
        try {
            return CpuTime.ofThread(directory(child));
        } catch (IOException ended) {
            return 0;
        }
    }
}
