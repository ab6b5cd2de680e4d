package dev.coffer.benchmarks;

import dev.coffer.benchmarks.charts.LineChart;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Microseconds of a call as the tables grow. */
public final class GrowthReport {
    private final String title;
    private final SortedMap<Integer, List<Result>> sizes = new TreeMap<>();

    public GrowthReport(String title) {
        this.title = title;
    }

    /** Results with so many rows in each table, of the same operations for each number. */
    public void add(int rows, List<Result> results) {
        sizes.put(rows, results);
    }

    String title() {
        return title;
    }

    boolean isEmpty() {
        return sizes.isEmpty();
    }

    private List<Result> smallest() {
        return sizes.values().iterator().next();
    }

    /** In Markdown: a row for each operation and contender, a column for each size. */
    String table() {
        StringBuilder table = new StringBuilder("| microseconds of a call (median) | |");
        sizes.keySet().forEach(rows -> table.append(" %,d rows |".formatted(rows)));
        table.append("\n|---|---").append("|---".repeat(sizes.size())).append("|\n");
        for (int i = 0; i < smallest().size(); i++) {
            for (int one : contenders(i)) {
                String cells =
                        micros(i, one).values().stream().map("%.0f"::formatted).collect(Collectors.joining(" | "));
                table.append("| %s | %s | %s |%n".formatted(operation(i), contender(i, one), cells));
            }
        }
        return table.toString();
    }

    /** One colour for each operation, the first contender dashed. */
    String svg() {
        LineChart chart = new LineChart(title + ": microseconds of a call", "rows in each table");
        for (int i = 0; i < smallest().size(); i++) {
            for (int one : contenders(i)) {
                chart.add(operation(i) + ", " + contender(i, one), i, one == 0, micros(i, one));
            }
        }
        return chart.svg();
    }

    private String operation(int number) {
        return smallest().get(number).operation().name();
    }

    private String contender(int operation, int number) {
        return smallest().get(operation).series().get(number).name();
    }

    /** The numbers of all but the control. */
    private List<Integer> contenders(int operation) {
        int all = smallest().get(operation).series().size();
        return Stream.iterate(0, i -> i + 1)
                .limit(all)
                .filter(i -> i != Result.CONTROL)
                .toList();
    }

    private SortedMap<Integer, Double> micros(int operation, int contender) {
        SortedMap<Integer, Double> micros = new TreeMap<>();
        sizes.forEach((rows, results) -> micros.put(
                rows,
                results.get(operation).series().get(contender).of(Slice::p50).median()));
        return micros;
    }
}
