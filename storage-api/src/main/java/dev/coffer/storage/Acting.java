package dev.coffer.storage;

import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.StorageTransaction;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * In whose name calls are made.
 *
 * @param actor who the audit log says makes the changes
 * @param user whose rows alone there are
 */
record Acting(Optional<Actor> actor, Optional<UUID> user) {
    private static final Pattern LIKE_A_USERS = Pattern.compile(":*" + InputRules.CANONICAL_UUID + ":");

    static final Acting NOBODY = new Acting(Optional.empty(), Optional.empty());

    /** The operations of one call. */
    StorageOperations operations(StorageContext context, StorageBackend backend) {
        if (user.isPresent()) {
            return backend.actingAs(user.get(), actor.map(context::of));
        }
        return actor.isPresent() ? backend.as(context.of(actor.get())) : backend;
    }

    void enter(StorageContext context, StorageTransaction transaction) {
        actor.map(context::of).ifPresent(transaction::actAs);
        user.ifPresent(transaction::confineTo);
    }

    /**
     * What an idempotency key is stored as: each user has keys of their own, and learns nothing of another's, nor takes one that is no
     * user's. What would look like a user's gets a colon more.
     *
     * @param confining whether there are keys of users
     */
    String stored(IdempotencyKey key, boolean confining) {
        return user.map(id -> id + ":" + key.value())
                .orElseGet(() ->
                        confining && LIKE_A_USERS.matcher(key.value()).lookingAt() ? ":" + key.value() : key.value());
    }
}
