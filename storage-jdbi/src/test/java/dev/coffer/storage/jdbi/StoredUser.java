package dev.coffer.storage.jdbi;

import dev.coffer.storage.User;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import java.util.Objects;
import java.util.Optional;

/**
 * A user with what its owner does not see.
 *
 * @param user the user
 * @param canonicalEmail the unique form of its address
 * @param passwordHash its password hash, if it has one
 */
public record StoredUser(User user, String canonicalEmail, Optional<String> passwordHash) implements StoredRecord {
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

    @Override
    public RecordKind kind() {
        return RecordKind.USER;
    }

    @Override
    public RecordKey key() {
        return new RecordKey("", user.id().toString(), "");
    }

    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "StoredUser[" + user.id() + "]";
    }
}
