package dev.coffer.benchmarks.requests;

import java.util.concurrent.Callable;

/**
 * One way to make requests.
 *
 * @param requests gives each thread those that it makes
 */
public record Maker(String name, Callable<Requests> requests) {
    /** All threads make the same. */
    public static Maker shared(String name, Requests requests) {
        return new Maker(name, () -> requests);
    }
}
