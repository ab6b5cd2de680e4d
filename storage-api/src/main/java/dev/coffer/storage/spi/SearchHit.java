package dev.coffer.storage.spi;

import dev.coffer.storage.User;
import java.util.Objects;

/**
 * Whom the index of a search names.
 *
 * @param canonicalEmail {@link StoredUser#canonicalEmail()}
 * @param user who has that address now
 */
public record SearchHit(String canonicalEmail, User user) {
    /**
     * Refuses nulls, which are a bug of the caller.
     *
     * @param canonicalEmail the address
     * @param user who has it
     */
    public SearchHit {
        Objects.requireNonNull(canonicalEmail, "canonicalEmail");
        Objects.requireNonNull(user, "user");
    }
}
