package dev.coffer.storage.migrate;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import dev.coffer.storage.spi.StoredKeyValue;
import dev.coffer.storage.spi.StoredRecord;
import dev.coffer.storage.spi.StoredSession;
import dev.coffer.storage.spi.StoredToken;
import dev.coffer.storage.spi.StoredUser;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The one form in bytes of all there is of a record, and the digest of it: the same for the same record, wherever it is stored. Every part
 * has a tag or a length, so that no two records have the same bytes. For one thread.
 */
final class RecordBytes {
    private static final int SMALLEST = 1024;
    private static final int LARGEST_KEPT = 1 << 20;

    private static final byte ABSENT = 0;
    private static final byte PRESENT = 1;

    private final MessageDigest sha256 = sha256();
    private byte[] bytes = new byte[SMALLEST];
    private int size;

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** SHA-256 of the record. */
    byte[] digest(StoredRecord record) {
        size = 0;
        if (record instanceof StoredUser user) {
            add(user);
        } else if (record instanceof StoredSession session) {
            add(session);
        } else if (record instanceof StoredToken token) {
            add(token);
        } else if (record instanceof StoredKeyValue keyValue) {
            add(keyValue.item());
        }
        sha256.update(bytes, 0, size);
        if (bytes.length > LARGEST_KEPT) {
            bytes = new byte[SMALLEST];
        }
        return sha256.digest();
    }

    private void add(StoredUser stored) {
        User user = stored.user();
        add(user.id());
        add(user.email());
        add(stored.canonicalEmail());
        addInstant(user.emailVerifiedAt());
        addInstant(user.lockedAt());
        addText(stored.passwordHash());
        addValue(user.metadata());
        add(user.createdAt());
        add(user.updatedAt());
        add(user.version());
    }

    private void add(StoredSession stored) {
        Session session = stored.session();
        add(session.id());
        add(session.userId());
        add(stored.tokenHash());
        add(session.createdAt());
        add(session.lastSeenAt());
        add(session.expiresAt());
        addInstant(session.absoluteExpiresAt());
        addText(session.userAgent());
        addText(session.ipAddress());
        addValue(session.metadata());
    }

    private void add(StoredToken stored) {
        OneTimeToken token = stored.token();
        add(token.id());
        add(token.userId());
        add(token.purpose());
        add(stored.tokenHash());
        addValue(token.payload());
        add(token.createdAt());
        add(token.expiresAt());
    }

    private void add(KeyValue item) {
        add(item.namespace());
        add(item.id());
        add(item.key());
        add(item.value());
        add(item.version());
        addInstant(item.expiresAt());
        add(item.createdAt());
        add(item.updatedAt());
    }

    private void addInstant(Optional<Instant> instant) {
        tag(instant.isPresent() ? PRESENT : ABSENT);
        instant.ifPresent(this::add);
    }

    private void addText(Optional<String> text) {
        tag(text.isPresent() ? PRESENT : ABSENT);
        text.ifPresent(this::add);
    }

    private void add(UUID id) {
        add(id.getMostSignificantBits());
        add(id.getLeastSignificantBits());
    }

    private void add(Instant instant) {
        add(instant.getEpochSecond());
        add((long) instant.getNano());
    }

    /** A JSON value, with the members of objects in the order of their names. */
    private void addValue(@Nullable Object json) {
        if (json == null) {
            tag('0');
        } else if (json instanceof Map<?, ?> members) {
            tag('{');
            add((long) members.size());
            if (!members.isEmpty()) {
                new TreeMap<>(members).forEach((name, value) -> {
                    add((String) name);
                    addValue(value);
                });
            }
        } else if (json instanceof List<?> elements) {
            tag('[');
            add((long) elements.size());
            elements.forEach(this::addValue);
        } else {
            tag(json instanceof String ? '"' : json instanceof Boolean ? '?' : '1');
            add(json.toString());
        }
    }

    private void add(String text) {
        add(text.getBytes(StandardCharsets.UTF_8));
    }

    private void add(byte[] content) {
        add((long) content.length);
        room(content.length);
        System.arraycopy(content, 0, bytes, size, content.length);
        size += content.length;
    }

    private void add(long number) {
        room(Long.BYTES);
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[size++] = (byte) (number >> shift);
        }
    }

    private void tag(int tag) {
        room(1);
        bytes[size++] = (byte) tag;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(size, more)));
        }
    }
}
