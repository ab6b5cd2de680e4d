package dev.coffer.storage.spi;

import dev.coffer.storage.User;
import java.util.Optional;

/**
 * What an authentication needs.
 *
 * @param user the user
 * @param passwordHash its password hash, if it has one
 */
public record Credentials(User user, Optional<String> passwordHash) {
    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "Credentials[" + user.id() + "]";
    }
}
