package dev.coffer.storage;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Texts that every database keeps as they are, and their order. */
final class Texts {
    private static final long MOST_BYTES_OF_A_CHAR = 3;

    private Texts() {}

    /** The text, if it has neither U+0000 nor a lone surrogate: drivers cut at the one and turn the other into '?'. */
    static String wellFormed(String field, String text) {
        InputRules.given(field, text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != 0 && c < Character.MIN_SURROGATE) {
                continue;
            }
            if (c == 0) {
                throw new InvalidInput(field, "must not contain U+0000");
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new InvalidInput(field, "must not contain a lone surrogate");
                }
                i++;
            }
        }
        return text;
    }

    /** How many bytes a well-formed text takes in UTF-8. */
    static long utf8Length(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3; // a surrogate is half of four bytes
        }
        return bytes;
    }

    /** A number of bytes that it does not exceed in UTF-8. */
    static long mostUtf8Length(String text) {
        return MOST_BYTES_OF_A_CHAR * text.length();
    }

    static String fromUtf8(String field, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidInput(field, "is not UTF-8", e);
        }
    }

    /**
     * The first text, in UTF-8 byte order, behind all that begin with {@code prefix}; empty if there is none. UTF-8 keeps the
     * order of code points, so it is the prefix with its last code point raised by one.
     */
    static Optional<String> successorOfPrefix(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return Optional.of(prefix.substring(0, end) + Character.toString(next));
            }
        }
        return Optional.empty();
    }
}
