package dev.coffer.storage.spi;

import dev.coffer.storage.User;
import java.util.Objects;
import java.util.Optional;

/**
 * What an authentication needs.
 *
 * @param user the user
 * @param passwordHash its password hash, if it has one
 */
public record Credentials(User user, Optional<String> passwordHash) {
    /**
     * Refuses nulls, which are a bug of the caller.
     *
     * @param user the user
     * @param passwordHash its password hash, if it has one
     */
    public Credentials {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(passwordHash, "passwordHash");
    }

    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "Credentials[" + user.id() + "]";
    }
}
