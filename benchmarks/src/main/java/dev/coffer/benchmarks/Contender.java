package dev.coffer.benchmarks;

import java.util.concurrent.Callable;

/**
 * One way to do an operation.
 *
 * @param callers makes one for each thread
 */
public record Contender(String name, Callable<Caller> callers) {}
