package dev.coffer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTest {
    private static final Operation ANY = new Operation("any", 1, 1, List.of());

    @Test
    void throughput_ofControlThatIsOff_saysSo() {
        Series first = series("first", 100, 200, 300);
        Series control = series("control", 93, 186, 330);

        Result result = new Result(ANY, List.of(first, control));

        assertThat(result.throughput(control)).isEqualTo("0.93 (0.93–1.10) **control off by 7.0 %: do not trust**");
    }

    @Test
    void throughput_ofControlThatIsNear_isTheRatioOfEachRound() {
        Series first = series("first", 100, 200, 300);
        Series control = series("control", 101, 204, 291);

        Result result = new Result(ANY, List.of(first, control));

        assertThat(result.throughput(control)).isEqualTo("1.01 (0.97–1.02)");
    }

    private static Series series(String name, double... rates) {
        Series series = new Series(name);
        for (double rate : rates) {
            CpuTime none = new CpuTime(0, 0);
            series.add(new Slice(1, 0, rate, 1, 1, none, 0, 0));
        }
        return series;
    }
}
