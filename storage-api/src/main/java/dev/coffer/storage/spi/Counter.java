package dev.coffer.storage.spi;

import dev.coffer.storage.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Values that count: 64-bit integers in ASCII decimal as {@link Long#toString(long)} writes them, which is how Redis keeps them. */
public final class Counter {
    private static final int LONGEST = Long.toString(Long.MIN_VALUE).length();

    private Counter() {}

    /**
     * Adds to a counter.
     *
     * @param value the present value; empty counts as 0
     * @param delta what to add
     * @return the sum
     * @throws InvalidInput {@code value} if the value is no such number, {@code delta} if the sum overflows
     */
    public static long sum(Optional<byte[]> value, long delta) {
        try {
            return Math.addExact(value.map(Counter::parse).orElse(0L), delta);
        } catch (ArithmeticException e) {
            throw new InvalidInput("delta", "makes the counter overflow");
        }
    }

    /**
     * {@return the value of a counter that stands at this number}
     *
     * @param number such as a {@link #sum}
     */
    public static byte[] value(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    private static long parse(byte[] value) {
        if (value.length <= LONGEST) {
            String text = new String(value, StandardCharsets.ISO_8859_1);
            try {
                long number = Long.parseLong(text);
                if (Long.toString(number).equals(text)) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // falls through to the one answer
            }
        }
        throw new InvalidInput("value", "is not a counter: a 64-bit integer in ASCII decimal");
    }
}
