package dev.coffer.storage;

import java.time.Duration;

/**
 * The least and the most that a setting may be.
 *
 * @param text both, as an error names them
 */
record Bounds<T extends Comparable<T>>(T least, T most, String text) {
    /** Of whatever waits for something. */
    static final Bounds<Duration> TIME_LIMIT =
            new Bounds<>(Duration.ofMillis(1), Duration.ofDays(1), "from a millisecond to a day");

    static Bounds<Integer> numbers(int least, int most) {
        return new Bounds<>(least, most, "from " + least + " to " + most);
    }

    static Bounds<Long> numbers(long least, long most) {
        return new Bounds<>(least, most, "from " + least + " to " + most);
    }

    /** The value, if it is within them. */
    T check(String field, T value) {
        T given = InputRules.given(field, value);
        if (given.compareTo(least) < 0 || given.compareTo(most) > 0) {
            throw new InvalidInput(field, "must be " + text);
        }
        return given;
    }
}
