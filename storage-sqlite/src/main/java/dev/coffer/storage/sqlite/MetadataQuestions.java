package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.spi.MetadataCondition;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Conditions as JSON for a statement that lets pass at least those who fulfil them. What SQLite cannot ask is left out. */
final class MetadataQuestions {
    /** Up to here SQLite, which computes in doubles, is right about numbers. */
    private static final BigDecimal LARGEST_SAFE = BigDecimal.valueOf(1L << 53);

    private MetadataQuestions() {}

    static String of(List<MetadataCondition> conditions) {
        return JsonDocument.text(conditions.stream()
                .filter(condition -> condition.path().stream().allMatch(MetadataQuestions::isPlain))
                .map(MetadataQuestions::question)
                .toList());
    }

    /** In a path a name stands in quotes, without a way to have one in it. */
    private static boolean isPlain(String name) {
        return name.chars().allMatch(c -> c >= ' ' && c != '"' && c != '\\');
    }

    private static Map<String, @Nullable Object> question(MetadataCondition condition) {
        Map<String, @Nullable Object> question = new LinkedHashMap<>();
        question.put(
                "path",
                condition.path().stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(".", "$.", "")));
        if (condition instanceof MetadataCondition.OneOf oneOf
                && oneOf.values().stream().allMatch(MetadataQuestions::isComparable)) {
            question.put("values", oneOf.values());
        } else if (condition instanceof MetadataCondition.NumberRange range) {
            question.put("number", true);
            putSafe(question, "least", range.least());
            putSafe(question, "most", range.most());
        }
        return question;
    }

    private static boolean isComparable(@Nullable Object value) {
        return !(value instanceof Map<?, ?>) && !(value instanceof List<?>);
    }

    private static void putSafe(Map<String, @Nullable Object> question, String name, Optional<BigDecimal> bound) {
        bound.filter(number -> number.abs().compareTo(LARGEST_SAFE) <= 0)
                .ifPresent(number -> question.put(name, number));
    }
}
