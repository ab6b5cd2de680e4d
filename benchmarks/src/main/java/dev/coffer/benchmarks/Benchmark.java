package dev.coffer.benchmarks;

import dev.coffer.benchmarks.postgres.PostgresBenchmark;
import dev.coffer.benchmarks.sqlite.SqliteBenchmark;
import java.nio.file.Files;
import java.nio.file.Path;

/** Coffer beside what else there is. Prints Markdown, and writes it with charts into the directory that it is given. */
public final class Benchmark {
    private Benchmark() {}

    public static void main(String[] args) throws Exception {
        Path directory = Files.createDirectories(Path.of(args[0]));
        Runner runner = new Runner(Plan.ofProperties(), new Report(directory));
        PostgresBenchmark.run(runner);
        SqliteBenchmark.run(runner, directory);
        runner.end();
    }
}
