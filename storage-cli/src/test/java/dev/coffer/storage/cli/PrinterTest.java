package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrinterTest {
    private static String printed(String text, Charset charset) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Printer(new PrintStream(bytes, true, charset), charset).line(text);
        return bytes.toString(charset).stripTrailing();
    }

    @Test
    void text_isPrintedAsItIs() {
        assertThat(printed("Zürich, 東京 😀", StandardCharsets.UTF_8)).isEqualTo("Zürich, 東京 😀");
    }

    @Test
    void whatATerminalWouldObey_isEscaped() {
        assertThat(printed("a\u001b[31mb\r\n\t\u0000\u007f\u009b", StandardCharsets.UTF_8))
                .isEqualTo("a\\u001b[31mb\\u000d\\u000a\\u0009\\u0000\\u007f\\u009b");
    }

    @Test
    void whatTurnsTextAround_orIsNotSeen_isEscaped() {
        assertThat(printed("\u202egpj.exe\u200b\u2028\ufeff", StandardCharsets.UTF_8))
                .isEqualTo("\\u202egpj.exe\\u200b\\u2028\\ufeff");
    }

    @Test
    void whatTheCharsetLacks_isEscaped_andStaysTwoThings() {
        assertThat(printed("ä ö 😀", StandardCharsets.US_ASCII)).isEqualTo("\\u00e4 \\u00f6 \\ud83d\\ude00");
        assertThat(printed("\ud83d", StandardCharsets.UTF_8)).isEqualTo("\\ud83d");
    }

    @Test
    void quoted_tellsAnEscapeFromABackslash() {
        assertThat(Printer.quoted("a\"b\\u001b")).isEqualTo("\"a\\\"b\\\\u001b\"");
    }
}
