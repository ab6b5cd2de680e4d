package dev.coffer.storage;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user as stored. Never carries the password hash; see {@link Users#exportPasswordHash}.
 *
 * @param id given by the caller or made by the library (UUIDv7, RFC 9562)
 * @param email as given at creation, without surrounding white space
 * @param emailVerifiedAt when the address was proved, empty if it was not
 * @param lockedAt since when the user is locked out, empty if not
 * @param metadata the host's own JSON; numbers are Long, BigInteger or BigDecimal; immutable
 * @param createdAt in microseconds, as every instant here
 * @param updatedAt when anything but a rehash last changed the user
 * @param version grows with each change; see {@link Users#update(UUID, UserUpdate)}
 */
public record User(
        UUID id,
        String email,
        Optional<Instant> emailVerifiedAt,
        Optional<Instant> lockedAt,
        Map<String, @Nullable Object> metadata,
        Instant createdAt,
        Instant updatedAt,
        long version) {
    /**
     * Refuses nulls.
     *
     * @param id given by the caller or made by the library (UUIDv7, RFC 9562)
     * @param email as given at creation, without surrounding white space
     * @param emailVerifiedAt when the address was proved, empty if it was not
     * @param lockedAt since when the user is locked out, empty if not
     * @param metadata the host's own JSON
     * @param createdAt in microseconds, as every instant here
     * @param updatedAt when anything but a rehash last changed the user
     * @param version grows with each change
     */
    public User {
        InputRules.given("id", id);
        InputRules.given("email", email);
        InputRules.given("emailVerifiedAt", emailVerifiedAt);
        InputRules.given("lockedAt", lockedAt);
        InputRules.given("metadata", metadata);
        InputRules.given("createdAt", createdAt);
        InputRules.given("updatedAt", updatedAt);
    }

    /** {@return whether the user is locked out} */
    public boolean locked() {
        return lockedAt.isPresent();
    }
}
