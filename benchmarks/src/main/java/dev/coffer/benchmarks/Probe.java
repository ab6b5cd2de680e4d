package dev.coffer.benchmarks;

import java.util.concurrent.Callable;

/**
 * A call of which each is timed.
 *
 * @param call returns how much it found
 */
public record Probe(String name, Callable<Integer> call) {}
