package dev.coffer.storage.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Many rows as one array for each column, for {@code unnest} and {@code = ANY}. */
final class Columns {
    private Columns() {}

    static SqlArray texts(List<String> values) {
        return new SqlArray("text", values.toArray(String[]::new));
    }

    static SqlArray nullableTexts(List<Optional<String>> values) {
        return new SqlArray(
                "text", values.stream().map(value -> value.orElse(null)).toArray(String[]::new));
    }

    static SqlArray uuids(List<UUID> values) {
        return new SqlArray("uuid", values.toArray());
    }

    static SqlArray bytes(List<byte[]> values) {
        return new SqlArray("bytea", values.toArray(byte[][]::new));
    }

    static SqlArray longs(List<Long> values) {
        return new SqlArray("int8", values.toArray(Long[]::new));
    }

    /** As text, to be cast. */
    static SqlArray instants(List<Optional<Instant>> values) {
        return new SqlArray(
                "text",
                values.stream()
                        .map(value -> value.map(Instant::toString).orElse(null))
                        .toArray(String[]::new));
    }
}
