package dev.coffer.storage.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.argument.Argument;

/** Many rows as one array for each column, for {@code unnest} and {@code = ANY}. */
final class Columns {
    private Columns() {}

    static Argument texts(List<String> values) {
        return array("text", values.toArray());
    }

    static Argument nullableTexts(List<Optional<String>> values) {
        return array("text", values.stream().map(value -> value.orElse(null)).toArray());
    }

    static Argument uuids(List<UUID> values) {
        return array("uuid", values.toArray());
    }

    static Argument bytes(List<byte[]> values) {
        return array("bytea", values.toArray(byte[][]::new));
    }

    static Argument longs(List<Long> values) {
        return array("int8", values.toArray());
    }

    /** As text, to be cast. */
    static Argument instants(List<Optional<Instant>> values) {
        return array(
                "text",
                values.stream()
                        .map(value -> value.map(Objects::toString).orElse(null))
                        .toArray());
    }

    private static Argument array(String type, Object[] values) {
        return (position, statement, context) ->
                statement.setArray(position, statement.getConnection().createArrayOf(type, values));
    }
}
