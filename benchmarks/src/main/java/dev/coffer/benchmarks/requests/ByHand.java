package dev.coffer.benchmarks.requests;

import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What good code by hand does besides its statements. It checks nothing. */
public final class ByHand {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 32;

    private ByHand() {}

    public static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    /** A secret of 256 random bits. */
    private static String newToken() {
        byte[] bits = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** What of a token is stored. */
    public static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of version 7: the indexes grow at their end, as Coffer's do. */
    private static UUID newId(Instant now) {
        UUID random = UUID.randomUUID();
        return new UUID(
                now.toEpochMilli() << 16 | 0x7000L | (random.getMostSignificantBits() & 0xFFFL),
                random.getLeastSignificantBits());
    }

    /** To be stored. */
    public static IssuedSession newSession(UUID userId) {
        Instant now = now();
        Session session = new Session(
                newId(now),
                userId,
                now,
                now,
                now.plus(Coffer.LIFETIME),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
        return new IssuedSession(session, newToken());
    }

    /** To be stored. */
    public static User newUser(String email) {
        Instant now = now();
        return new User(newId(now), email, Optional.empty(), Optional.empty(), Map.of(), now, now, 1);
    }
}
