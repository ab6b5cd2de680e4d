package dev.coffer.storage;

import dev.coffer.storage.spi.AuditContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** What every part of an open storage shares. */
record StorageContext(
        InputRules rules,
        InstantSource clock,
        Passwords passwords,
        Listening listening,
        Optional<UserSearch> userSearch) {
    /** How long what has expired is kept: a skewed clock must not delete what lives. */
    private static final Duration PURGE_GRACE = Duration.ofMinutes(5);

    static StorageContext of(StorageConfig config, Set<Capability> capabilities, Listening listening) {
        return new StorageContext(
                new InputRules(config.limits()),
                config.clock(),
                new Passwords(config.passwordCost(), listening),
                listening,
                config.userSearch().filter(search -> capabilities.contains(Capability.USER_SEARCH)));
    }

    Instant now() {
        return InputRules.instant("now", clock.instant());
    }

    AuditContext of(Actor actor) {
        return new AuditContext(actor.name(), actor.request(), now());
    }

    Instant purgeBefore() {
        return now().minus(PURGE_GRACE);
    }
}
