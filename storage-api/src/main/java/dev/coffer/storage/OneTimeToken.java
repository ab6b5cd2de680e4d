package dev.coffer.storage;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A one-time token as stored. Never carries the token or its hash.
 *
 * @param id made by the library (UUIDv7)
 * @param userId whose token it is
 * @param purpose what it is good for
 * @param payload as given at issue; immutable
 * @param createdAt when it was issued
 * @param expiresAt from this instant on it is expired
 */
public record OneTimeToken(
        UUID id,
        UUID userId,
        String purpose,
        Map<String, @Nullable Object> payload,
        Instant createdAt,
        Instant expiresAt) {
    /**
     * Refuses nulls.
     *
     * @param id made by the library (UUIDv7)
     * @param userId whose token it is
     * @param purpose what it is good for
     * @param payload as given at issue
     * @param createdAt when it was issued
     * @param expiresAt from this instant on it is expired
     */
    public OneTimeToken {
        InputRules.given("id", id);
        InputRules.given("userId", userId);
        InputRules.given("purpose", purpose);
        InputRules.given("payload", payload);
        InputRules.given("createdAt", createdAt);
        InputRules.given("expiresAt", expiresAt);
    }
}
