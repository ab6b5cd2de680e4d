package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.RecordKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record that does not arrive, and why.
 *
 * @param kind which kind
 * @param key its primary key as far as it could be read: {@code id}, or {@code namespace}, {@code id} and {@code key}; then, where it is
 *     known, its {@code lineNumber} in a dump or its {@code torii.id}; texts, numbers or null
 * @param field what is wrong, by its name in the portable dump
 * @param problem what is wrong with it, without its value
 */
public record Rejection(RecordKind kind, Map<String, @Nullable Object> key, String field, String problem) {}
