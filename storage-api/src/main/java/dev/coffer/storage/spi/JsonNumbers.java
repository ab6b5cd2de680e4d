package dev.coffer.storage.spi;

import java.math.BigDecimal;
import java.math.BigInteger;

/** The one form in which each JSON number comes out of a storage: equal numbers are equal objects. */
public final class JsonNumbers {
    /** Digits of a number written out, without sign and point. */
    public static final int MAX_DIGITS = 1_000;

    /** About 20,000 digits. A number of more is not looked at: stripping a million zeros takes minutes. */
    private static final int MAX_UNSCALED_BITS = 1 << 16;

    private JsonNumbers() {}

    /**
     * {@return Long if it is whole and fits, else BigInteger if it is whole, else BigDecimal without trailing zeros}
     *
     * @param number of any scale
     * @throws ArithmeticException if it has more than {@link #MAX_DIGITS} digits when written out
     */
    public static Number canonical(BigDecimal number) {
        if (number.unscaledValue().bitLength() > MAX_UNSCALED_BITS) {
            throw tooLong();
        }
        BigDecimal stripped = number.stripTrailingZeros();
        long precision = stripped.precision();
        long scale = stripped.scale();
        if (Math.max(precision, Math.max(scale, precision - scale)) > MAX_DIGITS) {
            throw tooLong();
        }
        if (scale > 0) {
            return stripped;
        }
        BigInteger whole = stripped.toBigInteger();
        return whole.bitLength() < Long.SIZE ? (Number) whole.longValue() : whole;
    }

    private static ArithmeticException tooLong() {
        return new ArithmeticException("more than " + MAX_DIGITS + " digits");
    }
}
