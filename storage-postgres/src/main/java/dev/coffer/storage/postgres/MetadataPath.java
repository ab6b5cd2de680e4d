package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.spi.MetadataCondition;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Conditions as a path of SQL/JSON, which lets pass at least those who fulfil them. Values are not part of it but named in it.
 * <a href="https://www.postgresql.org/docs/current/functions-json.html#FUNCTIONS-SQLJSON-PATH">PostgreSQL, 9.16.2</a>
 */
final class MetadataPath {
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
    private final String text;

    MetadataPath(List<MetadataCondition> conditions) {
        text = conditions.stream().map(this::predicate).collect(Collectors.joining(" && "));
    }

    /** The path, a predicate. */
    String text() {
        return text;
    }

    /** The values that it names, as JSON. */
    String values() {
        return JsonDocument.text(values);
    }

    private String predicate(MetadataCondition condition) {
        String path = "$." + condition.path().stream().map(MetadataPath::quoted).collect(Collectors.joining("."));
        if (condition instanceof MetadataCondition.OneOf oneOf
                && !oneOf.values().isEmpty()
                && oneOf.values().stream().allMatch(MetadataPath::isComparable)) {
            return oneOf.values().stream()
                    .map(value -> path + " == " + name(value))
                    .collect(Collectors.joining(" || ", "(", ")"));
        }
        if (condition instanceof MetadataCondition.NumberRange range) {
            return "(exists(" + path + ")" + bound(path, " >= ", range.least()) + bound(path, " <= ", range.most())
                    + ")";
        }
        return "exists(" + path + ")";
    }

    private String bound(String path, String operator, Optional<BigDecimal> bound) {
        return bound.map(value -> " && " + path + operator + name(value)).orElse("");
    }

    /** Objects and arrays are compared with nothing. */
    private static boolean isComparable(@Nullable Object value) {
        return !(value instanceof Map<?, ?>) && !(value instanceof List<?>);
    }

    private String name(@Nullable Object value) {
        String name = "v" + values.size();
        values.put(name, value);
        return "$" + name;
    }

    /** A name is a string of JSON. */
    private static String quoted(String name) {
        return JsonDocument.text(name);
    }
}
