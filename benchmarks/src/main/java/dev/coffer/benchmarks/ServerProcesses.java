package dev.coffer.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** The processor time of a PostgreSQL server on this machine: of the postmaster, its children, and those that have ended. */
public final class ServerProcesses implements Supplier<CpuTime> {
    private final ProcessHandle postmaster;

    /** Of the server that has this backend. */
    public ServerProcesses(long backend) {
        postmaster = ProcessHandle.of(backend).flatMap(ProcessHandle::parent).orElseThrow();
    }

    @Override
    public CpuTime get() {
        try {
            List<ProcessHandle> children = postmaster.children().toList();
            CpuTime sum = CpuTime.of(postmaster.pid(), true);
            for (ProcessHandle child : children) {
                sum = sum.plus(ofChild(child));
            }
            return sum;
        } catch (IOException e) {
            throw new IllegalStateException("the server is gone", e);
        }
    }

    private static CpuTime ofChild(ProcessHandle child) {
        try {
            return CpuTime.of(child.pid(), false);
        } catch (IOException ended) {
            return CpuTime.NONE;
        }
    }
}
