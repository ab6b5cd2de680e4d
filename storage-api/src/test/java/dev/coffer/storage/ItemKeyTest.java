package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ItemKeyTest {
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "a",
            "aa",
            "ab",
            "b",
            "\u007F",
            "\u0080",
            "\u07FF",
            "\u0800",
            "\uD7FF",
            "\uE000",
            "\uFFFF",
            "a\uFFFF",
            "\uD800\uDC00",
            "\uD83D\uDE00",
            "\uD83D\uDE01",
            "\uD83E\uDC00",
            "\uDBFF\uDFFF",
            "a\uD83D\uDE00",
            "\uD83D\uDE00a");

    @ParameterizedTest
    @FieldSource("TEXTS")
    void compareNames_isTheOrderOfTheBytes(String a) {
        for (String b : TEXTS) {
            int bytes = Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

            assertThat(Integer.signum(ItemKey.compareNames(a, b))).isEqualTo(Integer.signum(bytes));
        }
    }

    @Test
    void compareTo_goesByNamespaceIdAndKey() {
        List<ItemKey> ordered = List.of(
                ItemKey.of("a", "b", "c"),
                ItemKey.of("a", "b", "d"),
                ItemKey.of("a", "c", "a"),
                ItemKey.of("b", "a", "a"),
                ItemKey.of("\uFFFF", "a", "a"),
                ItemKey.of("\uD83D\uDE00", "a", "a"));

        for (int i = 0; i < ordered.size(); i++) {
            for (int j = 0; j < ordered.size(); j++) {
                assertThat(Integer.signum(ordered.get(i).compareTo(ordered.get(j))))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }
}
