package dev.coffer.storage.spi;

import dev.coffer.storage.AuditHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A record of an audit log as it is stored, whoever may have changed it since.
 *
 * @param entry its number
 * @param at when
 * @param operation what happened
 * @param userId whose it was
 * @param id of what was changed
 * @param namespace of a key-value
 * @param key of a key-value
 * @param actor who did it
 * @param request for what
 * @param change what differs, as JSON; compact and with sorted names where records are listed
 * @param seal where it is in the chain, if it is sealed
 */
public record AuditEntry(
        long entry,
        Instant at,
        String operation,
        Optional<String> userId,
        String id,
        Optional<String> namespace,
        Optional<String> key,
        Optional<String> actor,
        Optional<String> request,
        String change,
        Optional<AuditHead> seal) {
    private static final int ABSENT = -1;

    /**
     * {@return the place in the chain behind another} The digest is the SHA-256, in small hexadecimal digits, of these texts in UTF-8, each
     * behind its length in four bytes, or behind a length of -1 where there is none: the digest before, the position, the number, the
     * microseconds since 1970, and the other components in their order.
     *
     * @param previous the place of the record before
     */
    public AuditHead sealedAfter(AuditHead previous) {
        long position = previous.position() + 1;
        MessageDigest digest = sha256();
        add(digest, previous.digest());
        add(digest, Long.toString(position));
        add(digest, Long.toString(entry));
        add(digest, Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, at)));
        add(digest, operation);
        add(digest, userId);
        add(digest, id);
        add(digest, namespace);
        add(digest, key);
        add(digest, actor);
        add(digest, request);
        add(digest, change);
        return new AuditHead(position, HexFormat.of().formatHex(digest.digest()));
    }

    private static void add(MessageDigest digest, Optional<String> text) {
        if (text.isPresent()) {
            add(digest, text.get());
        } else {
            digest.update(length(ABSENT));
        }
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(length(bytes.length));
        digest.update(bytes);
    }

    private static ByteBuffer length(int bytes) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(bytes).flip();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
