package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonNumberRulesTest {
    private static final String NINES = "9".repeat(1000);

    private static @Nullable Object canonical(Number number) {
        return JsonRules.canonical("metadata", Map.of("a", number), 1024 * 1024).get("a");
    }

    static List<Arguments> numbers() {
        return List.of(
                Arguments.of(100, 100L),
                Arguments.of((byte) -1, -1L),
                Arguments.of((short) 2, 2L),
                Arguments.of(Long.MIN_VALUE, Long.MIN_VALUE),
                Arguments.of(new BigInteger("9223372036854775807"), Long.MAX_VALUE),
                Arguments.of(new BigInteger("9223372036854775808"), new BigInteger("9223372036854775808")),
                Arguments.of(new BigDecimal("-9223372036854775809"), new BigInteger("-9223372036854775809")),
                Arguments.of(new BigDecimal("1e2"), 100L),
                Arguments.of(new BigDecimal("100.000"), 100L),
                Arguments.of(new BigDecimal("1.500"), new BigDecimal("1.5")),
                Arguments.of(1.5f, new BigDecimal("1.5")),
                Arguments.of(0.1f, new BigDecimal("0.1")),
                Arguments.of(0.1, new BigDecimal("0.1")),
                Arguments.of(1e300, BigInteger.TEN.pow(300)),
                Arguments.of(Double.MIN_VALUE, new BigDecimal("4.9E-324")),
                Arguments.of(0.0, 0L),
                Arguments.of(-0.0, 0L),
                Arguments.of(-0.0f, 0L),
                Arguments.of(new BigDecimal("0E+1000000000"), 0L),
                Arguments.of(new AtomicInteger(5), 5L),
                Arguments.of(new AtomicLong(-5), -5L),
                Arguments.of(new DoubleAdder(), 0L),
                Arguments.of(new LazyNumber("1.50"), new BigDecimal("1.5")),
                Arguments.of(new BigInteger(NINES), new BigInteger(NINES)),
                Arguments.of(new BigDecimal("1e999"), BigInteger.TEN.pow(999)),
                Arguments.of(new BigDecimal("-1e-1000"), new BigDecimal("-1e-1000")),
                Arguments.of(new BigDecimal("1." + "0".repeat(5000)), 1L));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void canonical_keepsTheValueInOneForm(Number number, Number canonical) {
        assertThat(canonical(number)).isEqualTo(canonical);
    }

    @Test
    void canonical_isASnapshotOfAChangingNumber() {
        AtomicInteger counter = new AtomicInteger(1);

        Object canonical = canonical(counter);
        counter.set(2);

        assertThat(canonical).isEqualTo(1L);
    }

    static List<Number> notFinite() {
        return List.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Float.NaN,
                Float.NEGATIVE_INFINITY,
                new LazyNumber("1/3"),
                new LazyNumber(""));
    }

    @ParameterizedTest
    @MethodSource("notFinite")
    void canonical_ofWhatIsNoFiniteNumber_isRefused(Number number) {
        assertThat(refusal(() -> canonical(number))).hasMessage("metadata must hold finite numbers only");
    }

    static List<Number> tooLong() {
        return List.of(
                new BigInteger(NINES).add(BigInteger.ONE),
                new BigInteger("-1" + NINES),
                new BigDecimal("1e1000"),
                new BigDecimal("1e-1001"),
                new BigDecimal("1" + NINES + "e-500"),
                new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE),
                new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE),
                new BigDecimal(new BigInteger("1000"), Integer.MIN_VALUE),
                new LazyNumber("1e2147483647"));
    }

    @ParameterizedTest
    @MethodSource("tooLong")
    void canonical_ofMoreThan1000Digits_isRefused(Number number) {
        assertThat(refusal(() -> canonical(number))).hasMessage("metadata must hold numbers of at most 1000 digits");
    }

    @Test
    void canonical_ofAHugeNumber_takesNoTime() {
        BigInteger millionZeros = BigInteger.TEN.pow(1_000_000);
        List<Number> huge = List.of(
                BigInteger.ONE.shiftLeft(100_000_000),
                millionZeros,
                new BigDecimal(millionZeros, 1_000_000),
                new LazyNumber("1".repeat(3_000_000)));

        assertThat(CompletableFuture.runAsync(
                        () -> huge.forEach(number -> assertRefused("metadata", () -> canonical(number)))))
                .succeedsWithin(Threads.SOON);
    }
}
