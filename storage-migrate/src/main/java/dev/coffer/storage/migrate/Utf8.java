package dev.coffer.storage.migrate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that may be a text. */
final class Utf8 {
    private static final char REPLACEMENT = '\uFFFD'; // what a decoder puts for what is not UTF-8

    private Utf8() {}

    /** The text; null if it is not UTF-8. Of a large one there is no room for a buffer of characters. */
    static @Nullable String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 || Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)
                ? text
                : null;
    }

    /** The text, or the bytes as they are. */
    static Object textOrBytes(byte[] bytes) {
        String text = text(bytes);
        return text == null ? bytes : text;
    }
}
