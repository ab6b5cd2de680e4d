package dev.coffer.benchmarks;

/** How often a call took how long, to three per cent. Of one thread; recording allocates nothing. */
final class Latencies {
    private static final int BITS = 5;
    private static final int STEPS = 1 << BITS; // in each power of two
    private static final double NANOS_IN_A_MICROSECOND = 1e3;

    private final long[] counts = new long[(Long.SIZE - BITS) * STEPS];

    void record(long nanos) {
        counts[index(Math.max(nanos, 0))]++;
    }

    void add(Latencies other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
    }

    /** Microseconds within which this part of the calls ended. */
    double quantile(double part) {
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        long seen = 0;
        int i = 0;
        while (i < counts.length - 1 && (seen += counts[i]) < part * all) {
            i++;
        }
        return middle(i) / NANOS_IN_A_MICROSECOND;
    }

    private static int index(long nanos) {
        if (nanos < STEPS) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - BITS;
        return (shift + 1) * STEPS + (int) (nanos >>> shift) - STEPS;
    }

    private static double middle(int index) {
        if (index < STEPS) {
            return index;
        }
        int shift = index / STEPS - 1;
        return (index % STEPS + STEPS + 0.5) * (1L << shift);
    }
}
