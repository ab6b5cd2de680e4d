package dev.coffer.benchmarks;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;

/** The threads of a contender; they live as long as the comparison. */
final class Team implements AutoCloseable {
    private static final double NANOS = 1e9;

    private final List<Caller> callers = new ArrayList<>();
    private final ExecutorService threads;
    private final boolean virtual;
    private final DoubleSupplier server;

    Team(Contender contender, Operation operation, DoubleSupplier server) throws Exception {
        this.server = server;
        threads = Executors.newFixedThreadPool(operation.threads(), operation.threadKind());
        virtual = VirtualThreads.makes(operation.threadKind());
        for (int i = 0; i < operation.threads(); i++) {
            callers.add(contender.callers().call());
        }
    }

    /** What one thread did. */
    private record Stint(long calls, long refused, double seconds, Latencies latencies, long allocated) {}

    /** Lets all of them call for so long. */
    Slice run(Duration time) throws Exception {
        CountDownLatch ready = new CountDownLatch(callers.size());
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Stint>> running = callers.stream()
                .map(caller -> threads.submit(() -> {
                    ready.countDown();
                    go.await();
                    return stint(caller, time.toNanos());
                }))
                .toList();
        ready.await();
        double serverBefore = server.getAsDouble();
        double allocatedBefore = virtual ? Allocation.ofAllThreads() : 0;
        ClientCpu clientBefore = ClientCpu.now();
        go.countDown();
        List<Stint> stints = new ArrayList<>();
        for (Future<Stint> stint : running) {
            stints.add(stint.get());
        }
        CpuTime client = ClientCpu.now().since(clientBefore);
        double allocated = virtual
                ? Allocation.ofAllThreads() - allocatedBefore
                : stints.stream().mapToDouble(Stint::allocated).sum();
        return slice(stints, client, server.getAsDouble() - serverBefore, allocated);
    }

    private static Stint stint(Caller caller, long nanos) throws Exception {
        Latencies latencies = new Latencies();
        long allocatedBefore = Allocation.ofThisThread();
        long calls = 0;
        long refused = 0;
        long begin = System.nanoTime();
        long now = begin;
        while (now - begin < nanos) {
            if (caller.call()) {
                calls++;
            } else {
                refused++;
            }
            long before = now;
            now = System.nanoTime();
            latencies.record(now - before);
        }
        long allocated = Allocation.ofThisThread() - allocatedBefore;
        return new Stint(calls, refused, (now - begin) / NANOS, latencies, allocated);
    }

    private static Slice slice(List<Stint> stints, CpuTime client, double server, double allocated) {
        Latencies latencies = new Latencies();
        stints.forEach(stint -> latencies.add(stint.latencies()));
        return new Slice(
                stints.stream().mapToLong(Stint::calls).sum(),
                stints.stream().mapToLong(Stint::refused).sum(),
                stints.stream()
                        .mapToDouble(stint -> stint.calls() / stint.seconds())
                        .sum(),
                latencies.quantile(0.5),
                latencies.quantile(0.99),
                client,
                server,
                allocated);
    }

    @Override
    public void close() throws SQLException {
        threads.shutdown();
        for (Caller caller : callers) {
            caller.close();
        }
    }
}
