package dev.coffer.storage;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user to be created: {@code NewUser.withEmail("ada@example.org").password("correct horse battery")}. Immutable; each
 * method returns a new value. What it is given is checked when it is used.
 */
public final class NewUser {
    private final String email;
    private final @Nullable UUID id;
    private final @Nullable String password;
    private final @Nullable String passwordHash;
    private final @Nullable Instant emailVerifiedAt;
    private final Map<String, @Nullable Object> metadata;

    private NewUser(
            String email,
            @Nullable UUID id,
            @Nullable String password,
            @Nullable String passwordHash,
            @Nullable Instant emailVerifiedAt,
            Map<String, @Nullable Object> metadata) {
        this.email = email;
        this.id = id;
        this.password = password;
        this.passwordHash = passwordHash;
        this.emailVerifiedAt = emailVerifiedAt;
        this.metadata = metadata;
    }

    /**
     * {@return a user with this address, no password and no metadata}
     *
     * @param email one @ with something on both sides; no white space, no control character, at most 320 code points
     */
    public static NewUser withEmail(String email) {
        return new NewUser(InputRules.given("email", email), null, null, null, null, Map.of());
    }

    /**
     * {@return the same with this id instead of one that the library makes}
     *
     * @param id any UUID; listings are in the order of ids
     */
    public NewUser id(UUID id) {
        return new NewUser(email, InputRules.given("id", id), password, passwordHash, emailVerifiedAt, metadata);
    }

    /**
     * {@return the same with a password}
     *
     * @param password 1 to 1,024 bytes of UTF-8
     * @throws InvalidInput {@code password} if there is a {@link #passwordHash} already
     */
    public NewUser password(String password) {
        InputRules.given("password", password);
        if (passwordHash != null) {
            throw new InvalidInput("password", "must not be given beside passwordHash");
        }
        return new NewUser(email, id, password, null, emailVerifiedAt, metadata);
    }

    /**
     * {@return the same with a hash made elsewhere, or one from {@link Users#exportPasswordHash}}
     *
     * @param passwordHash bcrypt: {@code $2a$}, {@code $2b$} or {@code $2y$}, of a cost up to 18
     * @throws InvalidInput {@code passwordHash} if there is a {@link #password} already
     */
    public NewUser passwordHash(String passwordHash) {
        InputRules.given("passwordHash", passwordHash);
        if (password != null) {
            throw new InvalidInput("passwordHash", "must not be given beside password");
        }
        return new NewUser(email, id, null, passwordHash, emailVerifiedAt, metadata);
    }

    /**
     * {@return the same with an address that was proved then}
     *
     * @param emailVerifiedAt in the years 1 to 9999; cut to microseconds
     */
    public NewUser emailVerifiedAt(Instant emailVerifiedAt) {
        return new NewUser(
                email, id, password, passwordHash, InputRules.given("emailVerifiedAt", emailVerifiedAt), metadata);
    }

    /**
     * {@return the same with the host's own JSON} Copied when used.
     *
     * @param metadata Map, List, String, Boolean, any finite Number, null; at most 1 MiB
     */
    public NewUser metadata(Map<String, ? extends @Nullable Object> metadata) {
        return new NewUser(
                email, id, password, passwordHash, emailVerifiedAt, InputRules.shallowCopy("metadata", metadata));
    }

    String email() {
        return email;
    }

    Optional<UUID> id() {
        return Optional.ofNullable(id);
    }

    Optional<String> password() {
        return Optional.ofNullable(password);
    }

    Optional<String> passwordHash() {
        return Optional.ofNullable(passwordHash);
    }

    Optional<Instant> emailVerifiedAt() {
        return Optional.ofNullable(emailVerifiedAt);
    }

    Map<String, @Nullable Object> metadata() {
        return metadata;
    }

    /** Names the kind only: no address, no password. */
    @Override
    public String toString() {
        return "NewUser";
    }
}
