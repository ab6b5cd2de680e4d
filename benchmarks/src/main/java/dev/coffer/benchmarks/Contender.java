package dev.coffer.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** One that does the work, and what it took in each round: seconds and seconds of CPU, of Coffer also those of verifying. */
final class Contender {
    private static final int WITH_VERIFYING = 4;

    private final String name;
    private final Callable<double[]> work;
    private final List<double[]> rounds = new ArrayList<>();

    Contender(String name, Callable<double[]> work) {
        this.name = name;
        this.work = work;
    }

    /** Does it once more; returns what it took. */
    String run() throws Exception {
        double[] spent = work.call();
        rounds.add(spent);
        return name + " " + Arrays.toString(spent);
    }

    /** The medians and quartiles of all rounds; the ratios are to the first contender, in the same round. */
    static String table(List<Contender> contenders) {
        StringBuilder table = new StringBuilder("""
                | | seconds | its rate to the first | CPU seconds | its CPU to the first | verifying: seconds, CPU seconds |
                |---|---|---|---|---|---|
                """);
        contenders.forEach(contender -> table.append(contender.row(contenders.get(0))));
        return table.toString();
    }

    private String row(Contender first) {
        boolean verifies = rounds.get(0).length == WITH_VERIFYING;
        return "| %s | %s | %s | %s | %s | %s |%n"
                .formatted(
                        name,
                        quartiles(column(0)),
                        quartiles(ratios(first.column(0), column(0))),
                        quartiles(column(1)),
                        quartiles(ratios(column(1), first.column(1))),
                        verifies ? quartiles(column(2)) + ", " + quartiles(column(3)) : "");
    }

    private double[] column(int column) {
        return rounds.stream().mapToDouble(spent -> spent[column]).toArray();
    }

    private static double[] ratios(double[] dividends, double[] divisors) {
        double[] ratios = new double[dividends.length];
        Arrays.setAll(ratios, i -> dividends[i] / divisors[i]);
        return ratios;
    }

    private static String quartiles(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        return "%.2f (%.2f–%.2f)".formatted(sorted[last / 2], sorted[last / 4], sorted[last - last / 4]);
    }
}
