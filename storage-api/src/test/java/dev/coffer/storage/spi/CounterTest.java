package dev.coffer.storage.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CounterTest {
    private static Optional<byte[]> value(String text) {
        return Optional.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 1, 1",
        "41, 1, 42",
        "1, -3, -2",
        "9223372036854775806, 1, 9223372036854775807",
        "-9223372036854775808, 0, -9223372036854775808",
        "-9223372036854775808, 9223372036854775807, -1"
    })
    void sum_addsToTheValue(String value, long delta, long sum) {
        assertThat(Counter.sum(value(value), delta)).isEqualTo(sum);
    }

    @Test
    void sum_ofAnAbsentValue_beginsAtZero() {
        assertThat(Counter.sum(Optional.empty(), 7)).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 1",
                "1 ",
                "+1",
                "-0",
                "01",
                "1.0",
                "1e2",
                "0x1",
                "s3cret",
                "\u0661",
                "9223372036854775808",
                "-9223372036854775809",
                "00000000000000000000000001"
            })
    void sum_withAnythingElse_isRefusedWithoutShowingIt(String value) {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> Counter.sum(value(value), 1))
                .withNoCause()
                .satisfies(refusal -> assertThat(refusal.field()).isEqualTo("value"));
    }

    @ParameterizedTest
    @CsvSource({"9223372036854775807, 1", "-9223372036854775808, -1"})
    void sum_thatOverflows_isRefused(String value, long delta) {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> Counter.sum(value(value), delta))
                .satisfies(refusal -> assertThat(refusal.field()).isEqualTo("delta"));
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "42", "9223372036854775807", "-9223372036854775808"})
    void value_isAsciiDecimal_whichCountsOn(long number) {
        assertThat(Counter.value(number)).asString(StandardCharsets.US_ASCII).isEqualTo(String.valueOf(number));
        assertThat(Counter.sum(Optional.of(Counter.value(number)), 0)).isEqualTo(number);
    }
}
