package dev.coffer.storage;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What to change in a user: {@code UserUpdate.email("new@example.org").ifVersion(user.version())}. What is not named
 * stays. Immutable; each method returns a new value. The rules are checked when it is used.
 *
 * @param newEmail the new address, empty to keep the present one
 * @param changesVerification whether {@code newEmailVerifiedAt} replaces the present time of verification
 * @param newEmailVerifiedAt when the address was proved, empty if it was not
 * @param newMetadata replaces the whole metadata, empty to keep it
 * @param expectedVersion fails with {@link VersionConflict} if the user has another one
 */
public record UserUpdate(
        Optional<String> newEmail,
        boolean changesVerification,
        Optional<Instant> newEmailVerifiedAt,
        Optional<Map<String, @Nullable Object>> newMetadata,
        OptionalLong expectedVersion) {
    private static final UserUpdate NOTHING =
            new UserUpdate(Optional.empty(), false, Optional.empty(), Optional.empty(), OptionalLong.empty());

    /**
     * Refuses nulls.
     *
     * @param newEmail the new address, empty to keep the present one
     * @param changesVerification whether the time of verification is replaced
     * @param newEmailVerifiedAt when the address was proved, empty if it was not
     * @param newMetadata replaces the whole metadata, empty to keep it
     * @param expectedVersion the version the user must have
     */
    public UserUpdate {
        InputRules.given("newEmail", newEmail);
        InputRules.given("newEmailVerifiedAt", newEmailVerifiedAt);
        InputRules.given("newMetadata", newMetadata);
        InputRules.given("expectedVersion", expectedVersion);
    }

    /**
     * {@return a change to a new address} It counts as not verified unless {@link #withEmailVerifiedAt} says so in the
     * same update.
     *
     * @param email as in {@link NewUser#withEmail}
     */
    public static UserUpdate email(String email) {
        return NOTHING.withEmail(email);
    }

    /**
     * {@return the change that the address was proved then}
     *
     * @param emailVerifiedAt in the years 1 to 9999; cut to microseconds
     */
    public static UserUpdate emailVerifiedAt(Instant emailVerifiedAt) {
        return NOTHING.withEmailVerifiedAt(emailVerifiedAt);
    }

    /** {@return the change that the address counts as not verified} */
    public static UserUpdate emailUnverified() {
        return new UserUpdate(Optional.empty(), true, Optional.empty(), Optional.empty(), OptionalLong.empty());
    }

    /**
     * {@return a change to new metadata in place of all the present one}
     *
     * @param metadata Map, List, String, Boolean, any finite Number, null; at most 1 MiB
     */
    public static UserUpdate metadata(Map<String, ? extends @Nullable Object> metadata) {
        return NOTHING.withMetadata(metadata);
    }

    /**
     * {@return the same with a new address, as {@link #email} says}
     *
     * @param email as in {@link NewUser#withEmail}
     */
    public UserUpdate withEmail(String email) {
        return new UserUpdate(
                Optional.of(InputRules.given("email", email)), true, newEmailVerifiedAt, newMetadata, expectedVersion);
    }

    /**
     * {@return the same, and the address was proved then}
     *
     * @param emailVerifiedAt in the years 1 to 9999; cut to microseconds
     */
    public UserUpdate withEmailVerifiedAt(Instant emailVerifiedAt) {
        Instant verified = InputRules.given("emailVerifiedAt", emailVerifiedAt);
        return new UserUpdate(newEmail, true, Optional.of(verified), newMetadata, expectedVersion);
    }

    /**
     * {@return the same with new metadata in place of all the present one}
     *
     * @param metadata Map, List, String, Boolean, any finite Number, null; at most 1 MiB
     */
    public UserUpdate withMetadata(Map<String, ? extends @Nullable Object> metadata) {
        return new UserUpdate(
                newEmail,
                changesVerification,
                newEmailVerifiedAt,
                Optional.of(InputRules.shallowCopy("metadata", metadata)),
                expectedVersion);
    }

    /**
     * {@return the same, only if the user still has this version}
     *
     * @param version from {@link User#version()}
     */
    public UserUpdate ifVersion(long version) {
        return new UserUpdate(newEmail, changesVerification, newEmailVerifiedAt, newMetadata, OptionalLong.of(version));
    }

    /** Names the kind only: no address, no metadata. */
    @Override
    public String toString() {
        return "UserUpdate";
    }
}
