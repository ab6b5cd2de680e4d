package dev.coffer.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs no further look. */
class PlainBytesTest {
    private static byte[] between(String text) {
        return ("@" + text + "A").getBytes(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a b ", "~", "!\"$%", "\\"})
    void printableAscii_isPlain(String text) {
        byte[] bytes = between(text);
        assertThat(PlainBytes.isText(bytes, 1, bytes.length - 1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " a", "a\tb", "a\u0000", "\u007f", "é", "a\u2003"})
    void otherTexts_areNot(String text) {
        byte[] bytes = between(text);
        assertThat(PlainBytes.isText(bytes, 1, bytes.length - 1)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b", "ada.lovelace+x@example.org", "{|}~@["})
    void addressesInLowerCase_arePlain(String email) {
        byte[] bytes = between(email);
        assertThat(PlainBytes.isCanonicalEmail(bytes, 1, bytes.length - 1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a@",
                "@b",
                "ab",
                "a@b@c",
                "a @b",
                "a@b\u0000",
                "a@b\u007f",
                "Ada@b",
                "a@B",
                "a@é",
                "a@Z"
            })
    void otherAddresses_areNot(String email) {
        byte[] bytes = between(email);
        assertThat(PlainBytes.isCanonicalEmail(bytes, 1, bytes.length - 1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "AdaZ@[, adaz@[, true",
        "ada, ada, true",
        "ada, Ada, false",
        "adb, ada, false",
        "[, {, false",
        "@, `, false"
    })
    void lowerCase_isThatOfAscii(String text, String lower, boolean expected) {
        byte[] bytes = (text + lower).getBytes(UTF_8);
        assertThat(PlainBytes.isInLowerCase(bytes, 0, text.length(), lower.length()))
                .isEqualTo(expected);
    }
}
