package dev.coffer.benchmarks.postgres;

import dev.coffer.benchmarks.GrowthReport;
import dev.coffer.benchmarks.Result;
import dev.coffer.benchmarks.Runner;
import dev.coffer.benchmarks.requests.Coffer;
import dev.coffer.benchmarks.requests.Maker;
import dev.coffer.benchmarks.requests.RequestKind;
import dev.coffer.benchmarks.requests.Sample;
import dev.coffer.storage.Storage;
import java.util.List;

/** What a call costs as the tables grow. */
final class Growth {
    private static final List<Integer> SIZES = List.of(10_000, 100_000, 1_000_000, 10_000_000);
    private static final List<RequestKind> KINDS = List.of(
            RequestKind.SESSION,
            RequestKind.SESSION_AND_USER,
            RequestKind.USER,
            RequestKind.USER_BY_EMAIL,
            RequestKind.KEY_VALUE,
            RequestKind.PUT);

    private Growth() {}

    static void run(Runner runner, PostgresServer server) throws Exception {
        GrowthReport report = new GrowthReport("PostgreSQL, growth");
        for (int rows : SIZES) {
            String section = "PostgreSQL, growth, %,d rows of each kind".formatted(rows);
            if (KINDS.stream().anyMatch(kind -> runner.plan().has(section, kind.name()))) {
                System.err.println(section + ": loading");
                String database = "rows_" + rows;
                report.add(rows, run(runner, server, section, new Sample(rows, rows, rows), server.database(database)));
                server.drop(database);
            }
        }
        runner.add(report);
    }

    private static List<Result> run(Runner runner, PostgresServer server, String section, Sample sample, String url)
            throws Exception {
        try (Storage storage = PostgresServer.coffer(url, 1)) {
            PostgresServer.load(url, sample);
            List<Maker> makers = List.of(
                    new Maker("bare pgjdbc", () -> PostgresServer.bare(url)),
                    Maker.shared("Coffer", new Coffer(storage)));
            return server.run(
                    runner,
                    section,
                    KINDS.stream()
                            .map(kind -> kind.operation(1, sample, makers))
                            .toList());
        }
    }
}
