package dev.coffer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 31, 32, 63, 64, 1_000, 999_999, 5_000_000_000L})
    void quantile_ofOneCall_isWithinThreePerCent(long nanos) {
        Latencies latencies = new Latencies();

        latencies.record(nanos);

        assertThat(latencies.quantile(0.5)).isCloseTo(nanos / 1e3, withinPercentage(3));
    }

    @Test
    void quantile_ofManyThreads_countsTheirCallsTogether() {
        Latencies quick = new Latencies();
        LongStream.rangeClosed(1, 98).forEach(i -> quick.record(10_000));
        Latencies slow = new Latencies();
        slow.record(7_000_000);
        slow.record(9_000_000);

        quick.add(slow);

        assertThat(quick.quantile(0.98)).isCloseTo(10, withinPercentage(3));
        assertThat(quick.quantile(0.99)).isCloseTo(7_000, withinPercentage(3));
    }
}
