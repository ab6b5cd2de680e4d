package dev.coffer.storage;

import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageOperations;
import dev.coffer.storage.spi.StorageTransaction;
import java.util.Optional;
import java.util.UUID;

/**
 * In whose name calls are made.
 *
 * @param actor who the audit log says makes the changes
 * @param user whose rows alone there are
 */
record Acting(Optional<Actor> actor, Optional<UUID> user) {
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

    /** What an idempotency key is stored as: each user has keys of their own, and learns nothing of another's. */
    String stored(IdempotencyKey key) {
        return user.map(id -> id + ":" + key.value()).orElse(key.value());
    }
}
