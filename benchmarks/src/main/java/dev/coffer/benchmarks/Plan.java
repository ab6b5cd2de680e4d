package dev.coffer.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How much to run.
 *
 * @param full everything, not only the main tables
 * @param slice how long a contender runs in a round
 * @param warmUp how long it runs before the first one
 * @param only runs what this is found in, of "section: operation"
 * @param threads of the main tables, each with a connection
 * @param pool connections where callers outnumber them
 * @param callers how many there are then
 */
public record Plan(
        boolean full,
        Duration slice,
        Duration warmUp,
        int rounds,
        Pattern only,
        int threads,
        int pool,
        List<Integer> callers) {
    private static final int SHORTER = 4;

    /** Of the system properties {@code benchmark.*}. */
    static Plan ofProperties() {
        return new Plan(
                Boolean.getBoolean("benchmark.full"),
                Duration.ofMillis(Integer.getInteger("benchmark.slice")),
                Duration.ofMillis(Integer.getInteger("benchmark.warm-up")),
                Integer.getInteger("benchmark.rounds"),
                Pattern.compile(System.getProperty("benchmark.only", "")),
                Integer.getInteger("benchmark.threads"),
                Integer.getInteger("benchmark.pool"),
                Arrays.stream(System.getProperty("benchmark.callers").split(",", -1))
                        .map(Integer::valueOf)
                        .toList());
    }

    /**
     * The same, but for the turns of so many threads. If each has a connection, calls are short, and so are the turns: what else
     * the machine does lasts for about a second, and is to meet all of a round alike. Where callers wait for one another, a turn
     * has to be long enough for those who wait longest.
     */
    Plan forThreads(int count) {
        int shorter = count > pool ? 1 : SHORTER;
        return new Plan(full, slice.dividedBy(shorter), warmUp, rounds * shorter, only, threads, pool, callers);
    }

    /** Whether this operation is to run in this section. */
    public boolean has(String section, String operation) {
        return only.matcher(section + ": " + operation).find();
    }
}
