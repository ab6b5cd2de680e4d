package dev.coffer.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs no further look. */
class PlainJsonTest {
    private static boolean isPlain(String json) {
        byte[] bytes = ("{" + json + "}").getBytes(UTF_8);
        return PlainJson.isObject(bytes, 1, bytes.length - 1);
    }

    private static String ofMembers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"m" + i + "\":" + i)
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String ofDepth(int depth) {
        return "{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":1}",
                "{\"a\": 1, \"b\": [1, -20, 0], \"c\": {\"a\": \"x y\", \"b\": {}}}",
                "{\"\":true,\"a\":false,\"b\":null}",
                "{\"a\":[],\"b\":123456789012345678}",
                "{\"a\":\"\",\"aa\":\"'\"}"
            })
    void simpleObjects_arePlain(String json) {
        assertThat(isPlain(json)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{",
                "}",
                "{}}",
                "{} ",
                "{{}}",
                "{a:1}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\":1 }",
                "{\"a\" :1}",
                "{\"a\":  1}",
                "{\"a\":\t1}",
                "{\"a\":1}{",
                "{\"a\":1,\"a\":2}",
                "{\"b\":{\"a\":1,\"c\":1,\"a\":2}}",
                "{\"a\":[1,]}",
                "{\"a\":[,1]}",
                "{\"a\":[1 2]}",
                "{\"a\":[1}",
                "{\"a\":1.5}",
                "{\"a\":1e2}",
                "{\"a\":01}",
                "{\"a\":-}",
                "{\"a\":-01}",
                "{\"a\":+1}",
                "{\"a\":1234567890123456789}",
                "{\"a\":tru}",
                "{\"a\":nulll}",
                "{\"a\":NaN}",
                "{\"a\":\"\\n\"}",
                "{\"\\u0061\":1}",
                "{\"a\":\"x}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"é\"}",
                "{\"a\":'x'}"
            })
    void allElse_isNot(String json) {
        assertThat(isPlain(json)).isFalse();
    }

    @Test
    void objectsOfManyMembersOrDepth_areNot() {
        assertThat(isPlain(ofMembers(32))).isTrue();
        assertThat(isPlain(ofMembers(33))).isFalse();
        assertThat(isPlain(ofDepth(8))).isTrue();
        assertThat(isPlain(ofDepth(9))).isFalse();
    }
}
