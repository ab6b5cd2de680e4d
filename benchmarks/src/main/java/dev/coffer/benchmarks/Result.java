package dev.coffer.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How an operation went.
 *
 * @param series the first is what the others are compared with, the second its control
 */
public record Result(Operation operation, List<Series> series) {
    static final int CONTROL = 1;

    private static final double TRUSTED = 0.05;
    private static final double PER_CENT = 100;

    /** All but the first. */
    List<Series> compared() {
        return series.subList(1, series.size());
    }

    /** All but the first and the control. */
    List<Series> others() {
        return series.subList(CONTROL + 1, series.size());
    }

    Quartiles ratio(Series one, ToDoubleFunction<Slice> measure) {
        return one.ratio(measure, series.get(0));
    }

    double more(Series one, ToDoubleFunction<Slice> measure) {
        return one.of(measure).median() - series.get(0).of(measure).median();
    }

    /** As a ratio; of a control that is off, loudly. */
    String throughput(Series one) {
        Quartiles ratio = ratio(one, Slice::rate);
        double off = Math.abs(ratio.median() - 1);
        return one == series.get(CONTROL) && off > TRUSTED
                ? String.format(Locale.ROOT, "%s **control off by %.1f %%: do not trust**", ratio, off * PER_CENT)
                : ratio.toString();
    }

    boolean hasServer() {
        return series.get(0).of(Slice::serverMicros).median() > 0;
    }
}
