package dev.coffer.benchmarks.migration;

import dev.coffer.benchmarks.Quartiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** One that does the work, and what it took in each round: seconds and seconds of CPU, of Coffer also those of verifying. */
final class Migration {
    private static final int WITH_VERIFYING = 4;

    private final String name;
    private final Callable<double[]> work;
    private final List<double[]> rounds = new ArrayList<>();

    Migration(String name, Callable<double[]> work) {
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
    static String table(List<Migration> contenders) {
        StringBuilder table = new StringBuilder("""
                | | seconds | its rate to the first | CPU seconds | its CPU to the first | verifying: seconds, CPU seconds |
                |---|---|---|---|---|---|
                """);
        contenders.forEach(contender -> table.append(contender.row(contenders.get(0))));
        return table.toString();
    }

    private String row(Migration first) {
        boolean verifies = rounds.get(0).length == WITH_VERIFYING;
        return "| %s | %s | %s | %s | %s | %s |%n"
                .formatted(
                        name,
                        Quartiles.of(column(0)),
                        Quartiles.ofRatios(first.column(0), column(0)),
                        Quartiles.of(column(1)),
                        Quartiles.ofRatios(column(1), first.column(1)),
                        verifies ? Quartiles.of(column(2)) + ", " + Quartiles.of(column(3)) : "");
    }

    private double[] column(int column) {
        return rounds.stream().mapToDouble(spent -> spent[column]).toArray();
    }
}
