package dev.coffer.storage;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What to change in a user: {@code UserUpdate.email("new@example.org").ifVersion(user.version())}. What is not named
 * stays. Immutable; each method returns a new value. The rules are checked when it is used.
 */
public sealed interface UserUpdate permits UserUpdateParts {
    /** {@return the new address, empty to keep the present one} */
    Optional<String> newEmail();

    /** {@return whether {@link #newEmailVerifiedAt} replaces the present time of verification} */
    boolean changesVerification();

    /** {@return when the address was proved, empty if it was not} */
    Optional<Instant> newEmailVerifiedAt();

    /** {@return what replaces the whole metadata, empty to keep it} */
    Optional<Map<String, @Nullable Object>> newMetadata();

    /** {@return the version the user must have, or it is a {@link VersionConflict}; empty for any} */
    OptionalLong expectedVersion();

    /**
     * {@return a change to a new address} It counts as not verified unless {@link #withEmailVerifiedAt} says so in the
     * same update.
     *
     * @param email as in {@link NewUser#withEmail}
     */
    static UserUpdate email(String email) {
        return UserUpdateParts.NOTHING.withEmail(email);
    }

    /**
     * {@return the change that the address was proved then}
     *
     * @param emailVerifiedAt in the years 1 to 9999; cut to microseconds
     */
    static UserUpdate emailVerifiedAt(Instant emailVerifiedAt) {
        return UserUpdateParts.NOTHING.withEmailVerifiedAt(emailVerifiedAt);
    }

    /** {@return the change that the address counts as not verified} */
    static UserUpdate emailUnverified() {
        return new UserUpdateParts(Optional.empty(), true, Optional.empty(), Optional.empty(), OptionalLong.empty());
    }

    /**
     * {@return a change to new metadata in place of all the present one}
     *
     * @param metadata Map, List, String, Boolean, any finite Number, null; at most 1 MiB
     */
    static UserUpdate metadata(Map<String, ? extends @Nullable Object> metadata) {
        return UserUpdateParts.NOTHING.withMetadata(metadata);
    }

    /**
     * {@return the same with a new address, as {@link #email} says}
     *
     * @param email as in {@link NewUser#withEmail}
     */
    default UserUpdate withEmail(String email) {
        return new UserUpdateParts(
                Optional.of(InputRules.given("email", email)),
                true,
                newEmailVerifiedAt(),
                newMetadata(),
                expectedVersion());
    }

    /**
     * {@return the same, and the address was proved then}
     *
     * @param emailVerifiedAt in the years 1 to 9999; cut to microseconds
     */
    default UserUpdate withEmailVerifiedAt(Instant emailVerifiedAt) {
        Instant verified = InputRules.given("emailVerifiedAt", emailVerifiedAt);
        return new UserUpdateParts(newEmail(), true, Optional.of(verified), newMetadata(), expectedVersion());
    }

    /**
     * {@return the same with new metadata in place of all the present one}
     *
     * @param metadata Map, List, String, Boolean, any finite Number, null; at most 1 MiB
     */
    default UserUpdate withMetadata(Map<String, ? extends @Nullable Object> metadata) {
        return new UserUpdateParts(
                newEmail(),
                changesVerification(),
                newEmailVerifiedAt(),
                Optional.of(InputRules.shallowCopy("metadata", metadata)),
                expectedVersion());
    }

    /**
     * {@return the same, only if the user still has this version}
     *
     * @param version from {@link User#version()}
     */
    default UserUpdate ifVersion(long version) {
        return new UserUpdateParts(
                newEmail(), changesVerification(), newEmailVerifiedAt(), newMetadata(), OptionalLong.of(version));
    }
}
