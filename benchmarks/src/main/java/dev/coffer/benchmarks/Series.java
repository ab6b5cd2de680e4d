package dev.coffer.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What a contender did, round by round. */
public final class Series {
    private final String name;
    private final List<Slice> rounds = new ArrayList<>();

    Series(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    void add(Slice slice) {
        rounds.add(slice);
    }

    Quartiles of(ToDoubleFunction<Slice> measure) {
        return Quartiles.of(values(measure));
    }

    /** Round by round as a ratio to another one's. */
    Quartiles ratio(ToDoubleFunction<Slice> measure, Series to) {
        return Quartiles.ofRatios(values(measure), to.values(measure));
    }

    private double[] values(ToDoubleFunction<Slice> measure) {
        return rounds.stream().mapToDouble(measure).toArray();
    }

    /** Of the client's processor time; of all rounds, because the system counts it in hundredths of a second. */
    double partOfKernel() {
        double kernel =
                rounds.stream().mapToDouble(slice -> slice.client().kernel()).sum();
        return kernel
                / rounds.stream().mapToDouble(slice -> slice.client().total()).sum();
    }

    long refused() {
        return rounds.stream().mapToLong(Slice::refused).sum();
    }
}
