package dev.coffer.benchmarks.requests;

/** Where a key-value is in {@link Sample#NAMESPACE}. */
public record Item(String id, String key) {}
