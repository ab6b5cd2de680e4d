package dev.coffer.benchmarks;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A result in Markdown. */
final class Table {
    private static final double PER_CENT = 100;

    private final Result result;
    private final StringBuilder text = new StringBuilder();

    private Table(Result result) {
        this.result = result;
    }

    static String of(Result result) {
        Table table = new Table(result);
        Operation operation = result.operation();
        table.add(
                "**%s** (rows a call: %,d; threads: %,d)%n%n", operation.name(), operation.rows(), operation.threads());
        table.add("| | calls/s | to the first | p50 µs | p99 µs | to the first");
        table.add(" | client CPU µs (in the kernel) | to the first | KB allocated");
        table.add(result.hasServer() ? " | server CPU µs | to the first | refused |%n" : " | refused |%n");
        table.add("|---".repeat(result.hasServer() ? 12 : 10) + "|%n");
        result.series().forEach(table::row);
        return table.text.append('\n').toString();
    }

    private void row(Series one) {
        add("| %s | %,.0f | %s ", one.name(), median(one, Slice::rate), result.throughput(one));
        add("| %,.0f | %,.0f | %s ", median(one, Slice::p50), median(one, Slice::p99), result.ratio(one, Slice::p99));
        add(
                "| %.1f (%.0f %%) | %s | %.1f ",
                median(one, Slice::clientMicros),
                one.partOfKernel() * PER_CENT,
                result.ratio(one, Slice::clientMicros),
                median(one, Slice::kilobytes));
        if (result.hasServer()) {
            add("| %.1f | %s ", median(one, Slice::serverMicros), result.ratio(one, Slice::serverMicros));
        }
        add("| %,d |%n", one.refused());
    }

    private static double median(Series series, ToDoubleFunction<Slice> measure) {
        return series.of(measure).median();
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
