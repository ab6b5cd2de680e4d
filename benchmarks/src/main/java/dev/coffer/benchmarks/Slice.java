package dev.coffer.benchmarks;

/**
 * What a contender did in a short time.
 *
 * @param calls those that were not refused
 * @param rate calls in a second
 * @param p50 microseconds; a refused call counts as well
 * @param server seconds of its processors
 * @param allocated bytes
 */
record Slice(
        long calls,
        long refused,
        double rate,
        double p50,
        double p99,
        CpuTime client,
        double server,
        double allocated) {
    private static final double MICROS = 1e6;
    private static final double KILOBYTE = 1024;

    double clientMicros() {
        return client.total() * MICROS / calls;
    }

    double serverMicros() {
        return server * MICROS / calls;
    }

    double kilobytes() {
        return allocated / KILOBYTE / calls;
    }
}
