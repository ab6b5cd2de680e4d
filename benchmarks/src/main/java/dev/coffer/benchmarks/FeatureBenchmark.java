package dev.coffer.benchmarks;

import dev.coffer.benchmarks.features.AuditBenchmark;
import dev.coffer.benchmarks.features.Place;
import dev.coffer.benchmarks.features.SearchBenchmark;
import dev.coffer.benchmarks.postgres.PostgresPlace;
import dev.coffer.benchmarks.postgres.RowLevelSecurityBenchmark;
import dev.coffer.benchmarks.sqlite.SqlitePlace;
import java.nio.file.Files;
import java.nio.file.Path;

/** What search, audit log and row-level security cost, beside the same storage without. */
public final class FeatureBenchmark {
    private FeatureBenchmark() {}

    public static void main(String[] args) throws Exception {
        Path directory = Files.createDirectories(Path.of(args[0]));
        Runner runner = new Runner(Plan.ofProperties(), new Report(directory));
        try (PostgresPlace postgres = new PostgresPlace()) {
            both(runner, postgres);
            new RowLevelSecurityBenchmark(runner, postgres).run();
        }
        try (SqlitePlace sqlite = new SqlitePlace(directory)) {
            both(runner, sqlite);
        }
        runner.end();
    }

    private static void both(Runner runner, Place place) throws Exception {
        place.introduce(runner);
        new SearchBenchmark(runner, place, Integer.getInteger("benchmark.users")).run();
        new AuditBenchmark(runner, place).run();
    }
}
