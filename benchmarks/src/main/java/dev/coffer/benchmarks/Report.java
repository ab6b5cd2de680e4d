package dev.coffer.benchmarks;

import dev.coffer.benchmarks.charts.BarChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints results as Markdown, and keeps them in a file for each section. */
final class Report {
    private final Path directory;

    Report(Path directory) {
        this.directory = directory;
    }

    /** What it was measured on. */
    void add(Environment environment) throws IOException {
        System.out.println(environment);
        Files.writeString(directory.resolve("environment.md"), environment + "\n");
    }

    /** A section: ratios, all that was measured, and a chart of the ratios of throughput. */
    void add(String section, List<Result> results) throws IOException {
        String tables = Summary.of(results) + results.stream().map(Table::of).collect(Collectors.joining());
        BarChart chart = new BarChart(
                section + ": throughput to " + results.get(0).series().get(0).name(),
                results.get(0).others().stream().map(Series::name).toList());
        for (Result result : results) {
            chart.add(
                    result.operation().name(),
                    result.others().stream()
                            .map(one -> result.ratio(one, Slice::rate))
                            .toList());
        }
        write(section, tables, chart.svg());
    }

    void add(GrowthReport growth) throws IOException {
        if (!growth.isEmpty()) {
            write(growth.title(), growth.table(), growth.svg());
        }
    }

    /** A section without a chart. */
    void add(String section, String markdown) throws IOException {
        String text = "### " + section + "\n\n" + markdown;
        System.out.println(text);
        Files.writeString(directory.resolve(name(section) + ".md"), text);
    }

    private void write(String section, String tables, String svg) throws IOException {
        add(section, tables);
        Files.writeString(directory.resolve(name(section) + ".svg"), svg);
    }

    private static String name(String section) {
        return section.toLowerCase(Locale.ROOT).replace(",", "").replaceAll("[^a-z0-9.]+", "-");
    }
}
