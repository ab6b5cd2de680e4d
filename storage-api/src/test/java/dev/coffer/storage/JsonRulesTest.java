package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.CharBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonRulesTest {
    private static Map<String, @Nullable Object> canonical(Map<String, ? extends @Nullable Object> json) {
        return JsonRules.canonical("metadata", json, 1024 * 1024);
    }

    /** Maps within maps; an empty one is 1 deep. */
    private static Map<String, Object> maps(int depth) {
        return depth == 1 ? Map.of() : Map.of("a", maps(depth - 1));
    }

    private static Map<String, Object> lists(int depth) {
        List<Object> list = List.of();
        for (int i = 2; i < depth; i++) {
            list = List.of(list);
        }
        return Map.of("a", list);
    }

    @Test
    void canonical_ofEveryKindOfValue_isTheSame() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("text", "\uD83D\uDE00");
        json.put("true", true);
        json.put("false", false);
        json.put("null", null);
        json.put("number", 7L);
        json.put("list", Arrays.asList(1L, null, List.of("x"), Map.of()));
        json.put("map", Map.of("", Map.of("b", "c")));

        assertThat(canonical(json)).isEqualTo(json);
    }

    @Test
    void canonical_keepsTheOrderOfNames() {
        Map<String, Object> json = new LinkedHashMap<>();
        for (String name : List.of("z", "a", "m", "b")) {
            json.put(name, 1L);
        }

        assertThat(canonical(json).keySet()).containsExactly("z", "a", "m", "b");
    }

    @Test
    void canonical_isADeepCopy() {
        Map<String, Object> inner = new HashMap<>(Map.of("a", 1L));
        List<Object> list = new ArrayList<>(List.of(inner));
        Map<String, Object> json = new HashMap<>(Map.of("list", list));

        Map<String, @Nullable Object> copy = canonical(json);
        inner.put("a", 2L);
        list.add(3L);
        json.put("more", 4L);

        assertThat(copy).isEqualTo(Map.of("list", List.of(Map.of("a", 1L))));
    }

    @Test
    void canonical_isImmutable() {
        Map<String, @Nullable Object> copy = canonical(Map.of("list", List.of(1), "map", Map.of("a", 1)));

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> copy.put("b", 2L));
        assertThat(copy.get("list"))
                .isInstanceOfSatisfying(
                        List.class,
                        list -> assertThatExceptionOfType(UnsupportedOperationException.class)
                                .isThrownBy(list::clear));
        assertThat(copy.get("map"))
                .isInstanceOfSatisfying(
                        Map.class,
                        map -> assertThatExceptionOfType(UnsupportedOperationException.class)
                                .isThrownBy(map::clear));
    }

    static List<Object> foreign() {
        return List.of(
                'c',
                new int[] {1},
                List.of(Set.of("a")),
                Set.of("a"),
                Thread.State.NEW,
                CharBuffer.wrap("a"),
                Instant.EPOCH,
                Optional.empty(),
                new Object());
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void canonical_withAnyOtherType_isRefused(Object value) {
        assertRefused("metadata", () -> canonical(Map.of("a", value)));
        assertRefused("metadata", () -> canonical(Map.of("a", List.of(value))));
    }

    @Test
    void canonical_withANameThatIsNoString_isRefused() {
        assertRefused("metadata", () -> canonical(Map.of("a", Map.of(1, "b"))));
        assertRefused("metadata", () -> canonical(Map.of("a", Collections.singletonMap(null, "b"))));
    }

    @Test
    void canonical_100Deep_isAccepted() {
        assertThat(canonical(maps(100))).isEqualTo(maps(100));
        assertThat(canonical(lists(100))).isEqualTo(lists(100));
    }

    @Test
    void canonical_101Deep_isRefused() {
        assertRefused("metadata", () -> canonical(maps(101)));
        assertRefused("metadata", () -> canonical(lists(101)));
    }

    @Test
    void canonical_thatContainsItself_isRefused() {
        Map<String, Object> map = new HashMap<>();
        map.put("a", map);
        map.put("b", map);
        List<Object> list = new ArrayList<>();
        Collections.addAll(list, list, list);

        assertRefused("metadata", () -> canonical(map));
        assertRefused("metadata", () -> canonical(Map.of("a", list)));
    }

    @Test
    void canonical_ofNull_isRefused() {
        assertRefused("payload", () -> new InputRules(Limits.defaults()).json("payload", nothing()));
    }
}
