package dev.coffer.storage.migrate;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** UUIDs of version 5 (RFC 9562, 5.5): the same name gives the same UUID, always and everywhere. */
final class NameBasedUuid {
    /** Drawn once. */
    private static final UUID TORII = UUID.fromString("5f0c2b0e-6d0e-4a6b-9d0a-3c1d5c9b7a41");

    private static final long VERSION_MASK = 0xF000L;
    private static final long VERSION = 0x5000L;
    private static final long VARIANT_MASK = 0xC000_0000_0000_0000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private NameBasedUuid() {}

    static UUID of(String name) {
        return of(TORII, name);
    }

    static UUID of(UUID namespace, String name) {
        ByteBuffer prefix = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits());
        MessageDigest sha1 = sha1();
        sha1.update(prefix.array());
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
        return new UUID((hash.getLong() & ~VERSION_MASK) | VERSION, (hash.getLong() & ~VARIANT_MASK) | VARIANT);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
