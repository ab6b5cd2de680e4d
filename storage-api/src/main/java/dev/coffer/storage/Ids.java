package dev.coffer.storage;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** Makes UUIDs of version 7 (RFC 9562, 5.7): milliseconds, then 74 random bits. */
final class Ids {
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long RANDOM_A = 0x0FFFL;
    private static final long RANDOM_B = 0x3FFF_FFFF_FFFF_FFFFL;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    static UUID next(Instant now) {
        byte[] random = new byte[2 * Long.BYTES];
        RANDOM.nextBytes(random);
        ByteBuffer bits = ByteBuffer.wrap(random);
        long mostSignificant = (now.toEpochMilli() << 16) | VERSION_7 | (bits.getLong() & RANDOM_A);
        return new UUID(mostSignificant, VARIANT | (bits.getLong() & RANDOM_B));
    }
}
