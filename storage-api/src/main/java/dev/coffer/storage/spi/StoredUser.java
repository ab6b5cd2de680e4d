package dev.coffer.storage.spi;

import dev.coffer.storage.User;
import java.util.Optional;

/**
 * A user with what its owner does not see.
 *
 * @param user the user
 * @param canonicalEmail the unique form of its address
 * @param passwordHash its password hash, if it has one
 */
public record StoredUser(User user, String canonicalEmail, Optional<String> passwordHash) {
    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "StoredUser[" + user.id() + "]";
    }
}
