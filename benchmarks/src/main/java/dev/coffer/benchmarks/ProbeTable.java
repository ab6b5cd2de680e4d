package dev.coffer.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * How long calls take, by one thread: probes take turns in shuffled order, each twice, and all calls of all turns count.
 *
 * @param named what the probes are
 * @param found what they find
 */
public record ProbeTable(String named, String found) {
    private static final int CALLS_IN_A_TURN = 25;
    private static final double WHOLE = 1;
    private static final double MILLIS = 1e3;

    private static final class Turns {
        private final Probe probe;
        private final Latencies latencies = new Latencies();
        private long found;
        private int calls;

        Turns(Probe probe) {
            this.probe = probe;
        }

        void take() throws Exception {
            for (int i = 0; i < CALLS_IN_A_TURN; i++) {
                long start = System.nanoTime();
                found += probe.call().call();
                latencies.record(System.nanoTime() - start);
                calls++;
            }
        }

        double millis(double part) {
            return latencies.quantile(part) / MILLIS;
        }
    }

    /** In Markdown. */
    String of(List<Probe> probes, int rounds) throws Exception {
        round(turns(probes)); // which does not count
        List<Turns> first = turns(probes);
        List<Turns> again = turns(probes);
        List<Turns> order = new ArrayList<>(first);
        order.addAll(again);
        Random random = new Random();
        for (int i = 0; i < rounds; i++) {
            Collections.shuffle(order, random);
            round(order);
        }
        StringBuilder table = new StringBuilder(
                "| %s | %s | p50 ms | p99 ms | slowest ms | p99 ms of the control |%n|---|---|---|---|---|---|%n"
                        .formatted(named, found));
        for (int i = 0; i < probes.size(); i++) {
            Turns one = first.get(i);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.2f | %.2f | %.2f | %.2f |%n",
                    one.probe.name(),
                    (double) one.found / one.calls,
                    one.millis(0.5),
                    one.millis(0.99),
                    one.millis(WHOLE),
                    again.get(i).millis(0.99)));
        }
        return table.append('\n').toString();
    }

    private static List<Turns> turns(List<Probe> probes) {
        return probes.stream().map(Turns::new).toList();
    }

    private static void round(List<Turns> order) throws Exception {
        for (Turns turns : order) {
            turns.take();
        }
    }
}
