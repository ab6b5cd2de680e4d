package dev.coffer.storage.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.Corrupt;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonDocumentTest {
    private static final int MEBIBYTE = 1024 * 1024;

    @Test
    void everyKindOfValue_comesBackAsItWas() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("text", "a \"quoted\" \\ line\n\u0001\u2028 \uD83D\uDE00 ß");
        members.put("true", true);
        members.put("false", false);
        members.put("null", null);
        members.put("long", Long.MIN_VALUE);
        members.put("big", new BigInteger("9".repeat(1_000)));
        members.put("fraction", new BigDecimal("-0.1"));
        members.put("tiny", new BigDecimal("1E-1000"));
        members.put("list", Arrays.asList(1L, null, List.of(), Map.of()));
        members.put("object", Map.of("", Map.of("deep", List.of("x"))));
        assertThat(roundTrip(members)).isEqualTo(members);
    }

    @Test
    void noMembers_isTheShortestText() {
        assertThat(new JsonDocument(Map.of()).text()).isEqualTo("{}");
        assertThat(JsonDocument.parse("{}").members()).isEmpty();
        assertThat(JsonDocument.parse(" { } ").members()).isEmpty();
    }

    @Test
    void text_isCompact_andKeepsTheOrder() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("b", List.of(1L, 2L));
        members.put("a", Map.of("c", "d"));
        assertThat(new JsonDocument(members).text()).isEqualTo("{\"b\":[1,2],\"a\":{\"c\":\"d\"}}");
        assertThat(JsonDocument.parse("{\"b\":1,\"a\":2}").members().keySet()).containsExactly("b", "a");
    }

    @Test
    void numbers_comeOutInTheirOneForm() {
        Map<String, @Nullable Object> members = JsonDocument.parse(
                        "{\"a\":1e2,\"b\":100.0,\"c\":1.50,\"d\":-0.0,\"e\":9223372036854775808,\"f\":1E-2}")
                .members();
        assertThat(members)
                .containsExactly(
                        Map.entry("a", 100L),
                        Map.entry("b", 100L),
                        Map.entry("c", new BigDecimal("1.5")),
                        Map.entry("d", 0L),
                        Map.entry("e", new BigInteger("9223372036854775808")),
                        Map.entry("f", new BigDecimal("0.01")));
    }

    @Test
    void theDeepestThatIsAllowed_comesBackAsItWas() {
        Object nested = 1L;
        for (int depth = 1; depth < 100; depth++) {
            nested = depth % 2 == 0 ? List.of(nested) : Map.of("a", nested);
        }
        Map<String, @Nullable Object> deepest = Map.of("a", nested);
        assertThat(roundTrip(deepest)).isEqualTo(deepest);
    }

    @Test
    void theLongestTextsAndNames_comeBackAsTheyWere() {
        Map<String, @Nullable Object> text = Map.of("a", "x".repeat(MEBIBYTE));
        assertThat(roundTrip(text)).isEqualTo(text);
        Map<String, @Nullable Object> name = Map.of("x".repeat(MEBIBYTE), 1L);
        assertThat(roundTrip(name)).isEqualTo(name);
    }

    private static Map<String, @Nullable Object> roundTrip(Map<String, @Nullable Object> members) {
        return JsonDocument.parse(new JsonDocument(members).text()).members();
    }

    @Test
    void whatCameOutOfAColumn_cannotBeChanged() {
        Map<String, @Nullable Object> members =
                JsonDocument.parse("{\"list\":[1],\"object\":{}}").members();
        assertThatThrownBy(() -> members.put("a", 1L)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Collections.addAll((List<@Nullable Object>) list(members), 2L))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @SuppressWarnings("unchecked") // what the text says
    private static List<@Nullable Object> list(Map<String, @Nullable Object> members) {
        return (List<@Nullable Object>) members.getOrDefault("list", List.of());
    }

    @Test
    void aTextThatIsNoObject_isCorrupt_andNotShown() {
        for (String text : List.of(
                "",
                "[]",
                "[7777]",
                "7777",
                "null",
                "\"7777\"",
                "{\"a\":7777",
                "{\"a\":x7777}",
                "{7777:1}",
                "{\"7777\":1,\"7777\":2}",
                "{\"a\":" + "7".repeat(1_001) + "}",
                "{\"a\":" + "7".repeat(3_000) + "}",
                "{\"a\":1e7777}",
                "{\"a\":" + "[".repeat(100) + "7777" + "]".repeat(100) + "}",
                "{} 7777",
                "{\"a\":1}{\"a\":7777}")) {
            assertThatThrownBy(() -> JsonDocument.parse(text))
                    .as(text)
                    .isInstanceOf(Corrupt.class)
                    .hasNoCause()
                    .message()
                    .doesNotContain("7777");
        }
    }

    @Test
    void aListOfTexts_isAnArray() {
        assertThat(JsonDocument.text(List.of("a", "\"", "\uD83D\uDE00")))
                .isEqualTo("[\"a\",\"\\\"\",\"\uD83D\uDE00\"]");
        assertThat(JsonDocument.text(List.of(List.of("a", "b")))).isEqualTo("[[\"a\",\"b\"]]");
    }

    @Test
    void toString_showsNothing() {
        assertThat(new JsonDocument(Map.of("secret", "hunter2"))).hasToString("JsonDocument");
    }
}
