package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How long the threads of this JVM have run so far, with its collectors and compilers, but without the one that asks. A sum of the process is
 * counted in hundredths of a second, too coarse for a short slice; that only tells user from kernel.
 */
record ClientCpu(Map<String, Double> threads, CpuTime process) {
    static ClientCpu now() {
        Path process = CpuTime.process("self");
        try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
            Map<String, Double> threads = new HashMap<>();
            String asking = Files.readSymbolicLink(CpuTime.process("thread-self"))
                    .getFileName()
                    .toString();
            for (Path task : tasks.toList()) {
                String id = task.getFileName().toString();
                if (!id.equals(asking)) {
                    threads.put(id, ofThread(task));
                }
            }
            return new ClientCpu(threads, CpuTime.ofProcess(process));
        } catch (IOException e) {
            throw CpuTime.noLinux(e);
        }
    }

    private static double ofThread(Path task) {
        try {
            return CpuTime.ofThread(task);
        } catch (IOException ended) {
            return 0;
        }
    }

    CpuTime since(ClientCpu before) {
        double seconds = threads.entrySet().stream()
                .mapToDouble(
                        thread -> Math.max(thread.getValue() - before.threads.getOrDefault(thread.getKey(), 0.0), 0))
                .sum();
        double kernel = process.kernel() - before.process.kernel();
        double ticks = process.total() - before.process.total();
        double inKernel = ticks > 0 ? seconds * kernel / ticks : 0;
        return new CpuTime(seconds - inKernel, inKernel);
    }
}
