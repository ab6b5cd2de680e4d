package dev.coffer.benchmarks;

import dev.coffer.benchmarks.postgres.PostgresBenchmark;
import java.nio.file.Path;

/** Coffer beside what else there is. Prints Markdown, and writes it with charts into the directory that it is given. */
public final class Benchmark {
    private Benchmark() {}

    public static void main(String[] args) throws Exception {
        Runner runner = new Runner(Plan.ofProperties(), new Report(Path.of(args[0])));
        PostgresBenchmark.run(runner);
    }
}
