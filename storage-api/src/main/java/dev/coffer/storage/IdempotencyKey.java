package dev.coffer.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Names a piece of work that is to be applied once, however often it is tried; see {@link Storage#applyOnce}. Make one
 * where the work is asked for and carry it along with the request.
 *
 * @param value tells the work from all other work; 1 to 255 code points, not blank
 * @param createdAt when the key was made; it is good for 24 hours
 */
public record IdempotencyKey(String value, Instant createdAt) {
    static final Duration KEPT = Duration.ofHours(24);
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /**
     * Refuses a value that breaks the rules of a name.
     *
     * @param value 1 to 255 code points, not blank
     * @param createdAt cut to microseconds
     */
    public IdempotencyKey {
        InputRules.name("idempotencyKey", value);
        createdAt = InputRules.instant("createdAt", createdAt);
    }

    /** {@return a new random key, made now by the system's clock} */
    public static IdempotencyKey create() {
        return new IdempotencyKey(UUID.randomUUID().toString(), Instant.now());
    }

    /** Refuses a key that may have been forgotten already, so that its work would be applied again. */
    void checkAge(Instant now) {
        if (!createdAt.plus(KEPT).isAfter(now)) {
            throw new InvalidInput("idempotencyKey", "must not be older than " + KEPT.toHours() + " hours");
        }
        if (createdAt.isAfter(now.plus(CLOCK_SKEW))) {
            throw new InvalidInput("idempotencyKey", "must not be made in the future");
        }
    }

    /** Until when it must be remembered: as long as it is accepted, on any clock. */
    Instant keptUntil() {
        return createdAt.plus(KEPT).plus(CLOCK_SKEW);
    }
}
