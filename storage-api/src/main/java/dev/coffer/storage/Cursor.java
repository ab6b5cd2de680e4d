package dev.coffer.storage;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A position in a listing, in a form that only the same query takes back. */
final class Cursor {
    private static final int FINGERPRINT_BYTES = 8;
    private static final int MAX_LENGTH = 4096;

    private final byte[] fingerprint;

    /** {@code query} tells one listing from all others; page sizes may change between pages. */
    Cursor(List<String> query) {
        MessageDigest digest = Secret.sha256();
        for (String part : query) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        fingerprint = Arrays.copyOf(digest.digest(), FINGERPRINT_BYTES);
    }

    String at(String... position) {
        List<byte[]> parts = Arrays.stream(position)
                .map(part -> part.getBytes(StandardCharsets.UTF_8))
                .toList();
        ByteBuffer buffer = ByteBuffer.allocate(FINGERPRINT_BYTES
                + parts.stream().mapToInt(part -> Short.BYTES + part.length).sum());
        buffer.put(fingerprint);
        parts.forEach(part -> buffer.putShort((short) part.length).put(part));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(buffer.array());
    }

    /** The position in a cursor of this query, which has {@code size} parts. */
    List<String> position(String cursor, int size) {
        List<String> parts = decode(cursor);
        if (parts.size() != size || !at(parts.toArray(String[]::new)).equals(cursor)) {
            throw malformed();
        }
        return parts;
    }

    /** The position in a cursor of a listing by id; null to begin. */
    @Nullable
    UUID uuid(Optional<String> cursor) {
        return cursor.map(text -> position(text, 1).get(0))
                .map(text -> {
                    try {
                        return InputRules.uuid("cursor", text);
                    } catch (InvalidInput e) {
                        throw malformed();
                    }
                })
                .orElse(null);
    }

    /** The page of a listing by id, out of {@code limit} items and one more if there is one. */
    <T> Page<T> page(List<T> items, int limit, Function<T, UUID> id) {
        if (items.size() <= limit) {
            return new Page<>(items, Optional.empty());
        }
        List<T> shown = items.subList(0, limit);
        return new Page<>(shown, Optional.of(at(id.apply(shown.get(limit - 1)).toString())));
    }

    private static List<String> decode(String cursor) {
        try {
            if (cursor.length() > MAX_LENGTH) {
                throw malformed();
            }
            ByteBuffer buffer = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            buffer.get(new byte[FINGERPRINT_BYTES]);
            List<String> parts = new ArrayList<>();
            while (buffer.hasRemaining()) {
                byte[] part = new byte[buffer.getShort() & 0xFFFF];
                buffer.get(part);
                parts.add(Texts.wellFormed("cursor", Texts.fromUtf8("cursor", part)));
            }
            return parts;
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw malformed();
        }
    }

    static InvalidInput malformed() {
        return new InvalidInput("cursor", "is malformed or from another query");
    }
}
