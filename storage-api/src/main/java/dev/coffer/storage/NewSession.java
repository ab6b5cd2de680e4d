package dev.coffer.storage;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session to be issued: {@code NewSession.forUser(id).lasting(Duration.ofDays(30))}. Immutable; each method returns a
 * new value. The rules are checked when it is used.
 *
 * @param userId whose session
 * @param lifetime how long it lives untouched; 14 days unless said otherwise
 * @param absoluteLifetime how long it lives at most, however often it is touched; empty for no such end
 * @param userAgent at most 1,024 code points
 * @param ipAddress at most 64 code points
 * @param metadata the host's own JSON, at most 1 MiB
 */
public record NewSession(
        UUID userId,
        Duration lifetime,
        Optional<Duration> absoluteLifetime,
        Optional<String> userAgent,
        Optional<String> ipAddress,
        Map<String, @Nullable Object> metadata) {
    private static final Duration DEFAULT_LIFETIME = Duration.ofDays(14);

    /**
     * Refuses nulls.
     *
     * @param userId whose session
     * @param lifetime how long it lives untouched
     * @param absoluteLifetime how long it lives at most, empty for no such end
     * @param userAgent the client's own description
     * @param ipAddress where the client came from
     * @param metadata the host's own JSON
     */
    public NewSession {
        InputRules.given("userId", userId);
        InputRules.given("lifetime", lifetime);
        InputRules.given("absoluteLifetime", absoluteLifetime);
        InputRules.given("userAgent", userAgent);
        InputRules.given("ipAddress", ipAddress);
        InputRules.given("metadata", metadata);
    }

    /**
     * {@return a session for this user, to last 14 days}
     *
     * @param userId {@link User#id()}
     */
    public static NewSession forUser(UUID userId) {
        return new NewSession(userId, DEFAULT_LIFETIME, Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
    }

    /**
     * {@return the same, expiring this long after it was issued or last touched}
     *
     * @param lifetime at least a microsecond; ends by the year 9999
     */
    public NewSession lasting(Duration lifetime) {
        return new NewSession(userId, lifetime, absoluteLifetime, userAgent, ipAddress, metadata);
    }

    /**
     * {@return the same, expiring this long after it was issued at the latest}
     *
     * @param absoluteLifetime at least a microsecond; ends by the year 9999
     */
    public NewSession atMost(Duration absoluteLifetime) {
        Duration given = InputRules.given("absoluteLifetime", absoluteLifetime);
        return new NewSession(userId, lifetime, Optional.of(given), userAgent, ipAddress, metadata);
    }

    /**
     * {@return the same with the client's own description}
     *
     * @param userAgent at most 1,024 code points
     */
    public NewSession userAgent(String userAgent) {
        Optional<String> given = Optional.of(InputRules.given("userAgent", userAgent));
        return new NewSession(userId, lifetime, absoluteLifetime, given, ipAddress, metadata);
    }

    /**
     * {@return the same with where the client came from}
     *
     * @param ipAddress in any form; at most 64 code points
     */
    public NewSession ipAddress(String ipAddress) {
        Optional<String> given = Optional.of(InputRules.given("ipAddress", ipAddress));
        return new NewSession(userId, lifetime, absoluteLifetime, userAgent, given, metadata);
    }

    /**
     * {@return the same with the host's own JSON}
     *
     * @param metadata Map, List, String, Boolean, any finite Number, null; at most 1 MiB
     */
    public NewSession metadata(Map<String, ? extends @Nullable Object> metadata) {
        return new NewSession(
                userId, lifetime, absoluteLifetime, userAgent, ipAddress, InputRules.shallowCopy("metadata", metadata));
    }
}
