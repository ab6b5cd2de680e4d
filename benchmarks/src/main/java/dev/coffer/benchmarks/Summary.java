package dev.coffer.benchmarks;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The results of a section as ratios to the first contender, a row for each operation. */
final class Summary {
    private final List<Result> results;

    private Summary(List<Result> results) {
        this.results = results;
    }

    /** Tables in Markdown. */
    static String of(List<Result> results) {
        Summary summary = new Summary(results);
        StringBuilder tables = new StringBuilder();
        tables.append(summary.table("throughput", (result, one) -> result.throughput(one)));
        tables.append(summary.table(
                "p99", (result, one) -> result.ratio(one, Slice::p99).toString()));
        tables.append(summary.table(
                "client CPU",
                (result, one) -> result.ratio(one, Slice::clientMicros).toString()));
        if (results.get(0).hasServer()) {
            tables.append(summary.table(
                    "server CPU",
                    (result, one) -> result.ratio(one, Slice::serverMicros).toString()));
        }
        tables.append(summary.table(
                "KB allocated, more than the first",
                (result, one) -> "%+.1f".formatted(result.more(one, Slice::kilobytes))));
        return tables.toString();
    }

    private String table(String title, BiFunction<Result, Series, String> cell) {
        List<Series> columns = results.get(0).compared();
        return row(title, columns.stream().map(Series::name).toList())
                + "|---".repeat(columns.size() + 1) + "|\n"
                + results.stream()
                        .map(result -> row(
                                result.operation().name(),
                                result.compared().stream()
                                        .map(one -> cell.apply(result, one))
                                        .toList()))
                        .collect(Collectors.joining())
                + "\n";
    }

    private static String row(String title, List<String> cells) {
        return "| " + title + " | " + String.join(" | ", cells) + " |\n";
    }
}
