package dev.coffer.resilience;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Texts out of any bytes: UTF-16 behind its byte order mark, so that there are lone surrogates too, else UTF-8. */
public final class HostileTexts {
    private static final char SEPARATOR = '\u001f';

    private HostileTexts() {}

    /** All of it. */
    public static String whole(byte[] bytes) {
        boolean utf16 = bytes.length > 1 && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff;
        return utf16
                ? ByteBuffer.wrap(bytes, 2, bytes.length - 2).asCharBuffer().toString()
                : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Its parts between U+001F, as many as asked for: the last one has the rest, those that are not there are empty. */
    public static List<String> parts(String text, int count) {
        List<String> parts = new ArrayList<>(List.of(text.split(String.valueOf(SEPARATOR), count)));
        while (parts.size() < count) {
            parts.add("");
        }
        return parts;
    }
}
