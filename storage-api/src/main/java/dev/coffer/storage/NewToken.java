package dev.coffer.storage;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A one-time token to be issued: {@code NewToken.forUser(id, "password-reset").lasting(Duration.ofMinutes(15))}.
 * Immutable; each method returns a new value. The rules are checked when it is used.
 *
 * @param userId whose token
 * @param purpose what it is good for, such as {@code "verify-email"}; at most 255 code points
 * @param lifetime how long it may be consumed; 15 minutes unless said otherwise
 * @param payload JSON handed back when it is consumed, such as the address to verify; at most 1 MiB
 */
public record NewToken(UUID userId, String purpose, Duration lifetime, Map<String, @Nullable Object> payload) {
    private static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(15);

    /**
     * Refuses nulls.
     *
     * @param userId whose token
     * @param purpose what it is good for
     * @param lifetime how long it may be consumed
     * @param payload handed back when it is consumed
     */
    public NewToken {
        InputRules.given("userId", userId);
        InputRules.given("purpose", purpose);
        InputRules.given("lifetime", lifetime);
        InputRules.given("payload", payload);
    }

    /**
     * {@return a token for this user and purpose, to be consumed within 15 minutes}
     *
     * @param userId {@link User#id()}
     * @param purpose such as {@code "verify-email"}; 1 to 255 code points, not blank
     */
    public static NewToken forUser(UUID userId, String purpose) {
        return new NewToken(userId, purpose, DEFAULT_LIFETIME, Map.of());
    }

    /**
     * {@return the same, to be consumed within this time}
     *
     * @param lifetime at least a microsecond; ends by the year 9999
     */
    public NewToken lasting(Duration lifetime) {
        return new NewToken(userId, purpose, lifetime, payload);
    }

    /**
     * {@return the same with JSON that is handed back when it is consumed}
     *
     * @param payload Map, List, String, Boolean, any finite Number, null; at most 1 MiB
     */
    public NewToken payload(Map<String, ? extends @Nullable Object> payload) {
        return new NewToken(userId, purpose, lifetime, InputRules.shallowCopy("payload", payload));
    }
}
