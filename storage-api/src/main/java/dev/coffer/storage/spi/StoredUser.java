package dev.coffer.storage.spi;

import dev.coffer.storage.User;
import java.util.Objects;
import java.util.Optional;

/**
 * A user with what its owner does not see.
 *
 * @param user the user
 * @param canonicalEmail the unique form of its address
 * @param passwordHash its password hash, if it has one
 */
public record StoredUser(User user, String canonicalEmail, Optional<String> passwordHash) {
    /**
     * Refuses nulls, which are a bug of the caller.
     *
     * @param user the user
     * @param canonicalEmail the unique form of its address
     * @param passwordHash its password hash, if it has one
     */
    public StoredUser {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(canonicalEmail, "canonicalEmail");
        Objects.requireNonNull(passwordHash, "passwordHash");
    }

    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "StoredUser[" + user.id() + "]";
    }
}
