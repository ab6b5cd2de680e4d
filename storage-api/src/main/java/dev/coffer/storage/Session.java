package dev.coffer.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session as stored. Never carries its token or the token's hash.
 *
 * @param id made by the library (UUIDv7); safe to show, it grants nothing
 * @param userId whose session it is
 * @param createdAt when it was issued
 * @param lastSeenAt when it was issued or last touched
 * @param expiresAt from this instant on it is expired
 * @param absoluteExpiresAt no touch goes beyond it; empty for no such end
 * @param userAgent as given at issue
 * @param ipAddress as given at issue
 * @param metadata the host's own JSON; immutable
 */
public record Session(
        UUID id,
        UUID userId,
        Instant createdAt,
        Instant lastSeenAt,
        Instant expiresAt,
        Optional<Instant> absoluteExpiresAt,
        Optional<String> userAgent,
        Optional<String> ipAddress,
        Map<String, @Nullable Object> metadata) {
    /**
     * Refuses nulls.
     *
     * @param id made by the library (UUIDv7)
     * @param userId whose session it is
     * @param createdAt when it was issued
     * @param lastSeenAt when it was issued or last touched
     * @param expiresAt from this instant on it is expired
     * @param absoluteExpiresAt no touch goes beyond it
     * @param userAgent as given at issue
     * @param ipAddress as given at issue
     * @param metadata the host's own JSON
     */
    public Session {
        InputRules.given("id", id);
        InputRules.given("userId", userId);
        InputRules.given("createdAt", createdAt);
        InputRules.given("lastSeenAt", lastSeenAt);
        InputRules.given("expiresAt", expiresAt);
        InputRules.given("absoluteExpiresAt", absoluteExpiresAt);
        InputRules.given("userAgent", userAgent);
        InputRules.given("ipAddress", ipAddress);
        InputRules.given("metadata", metadata);
    }

    /** {@return by how much a touch prolongs it: {@code expiresAt − lastSeenAt}} */
    public Duration lifetime() {
        return Duration.between(lastSeenAt, expiresAt);
    }
}
