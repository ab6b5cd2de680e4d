package dev.coffer.benchmarks;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How much to run.
 *
 * @param full everything, not only the main tables
 * @param slice how long a contender runs in a round
 * @param warmUp how long it runs before the first one
 * @param only runs what this is found in, of "section: operation"
 */
public record Plan(boolean full, Duration slice, Duration warmUp, int rounds, Pattern only) {
    /** Of the system properties {@code benchmark.*}. */
    public static Plan ofProperties() {
        return new Plan(
                Boolean.getBoolean("benchmark.full"),
                millis("benchmark.slice", 500),
                millis("benchmark.warm-up", 1_000),
                Integer.getInteger("benchmark.rounds", 5),
                Pattern.compile(System.getProperty("benchmark.only", "")));
    }

    private static Duration millis(String property, int otherwise) {
        return Duration.ofMillis(Integer.getInteger(property, otherwise));
    }

    boolean has(String section, Operation operation) {
        return only.matcher(section + ": " + operation.name()).find();
    }
}
