package dev.coffer.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** The median and the quartiles of what several rounds gave. */
public record Quartiles(double lower, double median, double upper) {
    /** Of at least one value. */
    public static Quartiles of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        return new Quartiles(sorted[last / 4], sorted[last / 2], sorted[last - last / 4]);
    }

    /** Of the ratios within each round. */
    public static Quartiles ofRatios(double[] dividends, double[] divisors) {
        double[] ratios = new double[dividends.length];
        Arrays.setAll(ratios, i -> dividends[i] / divisors[i]);
        return of(ratios);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", median, lower, upper);
    }
}
