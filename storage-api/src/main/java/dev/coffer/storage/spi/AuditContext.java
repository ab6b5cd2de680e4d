package dev.coffer.storage.spi;

import dev.coffer.storage.Actor;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What the audit log says of a change that the row does not.
 *
 * @param actor who makes it
 * @param request for what, if known
 * @param at the present time
 */
public record AuditContext(String actor, Optional<String> request, Instant at) {
    /**
     * {@return that of an actor, now}
     *
     * @param actor who
     * @param config has the clock
     */
    public static AuditContext of(Actor actor, StorageConfig config) {
        if (actor == null) {
            throw new InvalidInput("actor", "must not be null");
        }
        Instant now = config.clock().instant().truncatedTo(ChronoUnit.MICROS);
        return new AuditContext(actor.name(), actor.request(), now);
    }
}
