package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The size of JSON is that of its compact text in UTF-8. */
class JsonSizeTest {
    static List<Arguments> json() {
        return List.of(
                Arguments.of(Map.of(), "{}"),
                Arguments.of(Map.of("a", 1), "{\"a\":1}"),
                Arguments.of(Map.of("", ""), "{\"\":\"\"}"),
                Arguments.of(ordered("a", -1.50, "b", true, "c", false), "{\"a\":-1.5,\"b\":true,\"c\":false}"),
                Arguments.of(ordered("a", null, "b", null), "{\"a\":null,\"b\":null}"),
                Arguments.of(Map.of("a", true), "{\"a\":true}"),
                Arguments.of(Map.of("a", false), "{\"a\":false}"),
                Arguments.of(Map.of("a", List.of()), "{\"a\":[]}"),
                Arguments.of(Map.of("a", List.of(1)), "{\"a\":[1]}"),
                Arguments.of(Map.of("a", Arrays.asList(null, 2, "3")), "{\"a\":[null,2,\"3\"]}"),
                Arguments.of(Map.of("a", Map.of("b", List.of(List.of()))), "{\"a\":{\"b\":[[]]}}"),
                Arguments.of(Map.of("a", new BigDecimal("1E-9")), "{\"a\":1E-9}"),
                Arguments.of(Map.of("a", new BigDecimal("1e2")), "{\"a\":100}"),
                Arguments.of(Map.of("\u00E9", "\u20AC\uD83D\uDE00"), "{\"\u00E9\":\"\u20AC\uD83D\uDE00\"}"),
                Arguments.of(Map.of("a\"b", "\\"), "{\"a\\\"b\":\"\\\\\"}"),
                Arguments.of(Map.of("a", "\b\f\n\r\t"), "{\"a\":\"\\b\\f\\n\\r\\t\"}"),
                Arguments.of(Map.of("a", "\u0001\u001F"), "{\"a\":\"\\u0001\\u001F\"}"),
                Arguments.of(Map.of("a", " /'\u007F\u2028"), "{\"a\":\" /'\u007F\u2028\"}"));
    }

    private static Map<String, @Nullable Object> ordered(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return map;
    }

    @ParameterizedTest
    @MethodSource("json")
    void size_isThatOfTheCompactText(Map<String, @Nullable Object> json, String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;

        Map<String, @Nullable Object> canonical = JsonRules.canonical("metadata", json, bytes);

        assertThat(JsonRules.size(canonical)).isEqualTo(bytes);
        assertRefused("metadata", () -> JsonRules.canonical("metadata", json, bytes - 1));
    }
}
