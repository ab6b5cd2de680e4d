package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
    private static final String GRIN = "\uD83D\uDE00";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0",
                "a\0",
                "\0a",
                "\uD83D",
                "a\uD83D",
                "\uD83Da",
                "\uD83D\uD83D\uDE00",
                "\uDE00",
                "\uDE00\uD83D",
                "a\uDE00b",
                "\uD83D\uDE00\uDE00",
                "\uD83D\uDE00\uD83D"
            })
    void wellFormed_withANulOrALoneSurrogate_isRefused(String text) {
        assertRefused("field", () -> Texts.wellFormed("field", text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "\u0001", GRIN, "a" + GRIN + "b", GRIN + GRIN, "\uD7FF\uE000\uFFFF", "\uDBFF\uDFFF"})
    void wellFormed_withPairsOnly_isTheTextItself(String text) {
        assertThat(Texts.wellFormed("field", text)).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\u007F", "\u0080", "\u07FF", "\u0800", "\uFFFF", GRIN, "a\u00E9\u4E2D" + GRIN})
    void utf8Length_ofAnyText_isThatOfItsBytes(String text) {
        assertThat(Texts.utf8Length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void fromUtf8_ofMalformedBytes_isRefusedWithoutShowingThem() {
        assertThat(Texts.fromUtf8("value", GRIN.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(GRIN);
        assertRefused("value", () -> Texts.fromUtf8("value", new byte[] {(byte) 0xC3}));
        assertRefused("value", () -> Texts.fromUtf8("value", new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}));
    }

    @ParameterizedTest
    @CsvSource({
        "a, b",
        "az, a{",
        "\u007F, \u0080",
        "\uD7FF, \uE000",
        "\uFFFF, \uD800\uDC00",
        "\uD83D\uDE00, \uD83D\uDE01",
        "a\uDBFF\uDFFF, b",
        "ab\uDBFF\uDFFF\uDBFF\uDFFF, ac"
    })
    void successorOfPrefix_isTheFirstTextBehindAllThatBeginWithIt(String prefix, String successor) {
        assertThat(Texts.successorOfPrefix(prefix)).contains(successor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uDBFF\uDFFF", "\uDBFF\uDFFF\uDBFF\uDFFF"})
    void successorOfPrefix_withNothingBehindIt_isEmpty(String prefix) {
        assertThat(Texts.successorOfPrefix(prefix)).isEmpty();
    }
}
