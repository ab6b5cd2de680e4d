package dev.coffer.storage;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** See {@link UserUpdate}. */
record UserUpdateParts(
        Optional<String> newEmail,
        boolean changesVerification,
        Optional<Instant> newEmailVerifiedAt,
        Optional<Map<String, @Nullable Object>> newMetadata,
        OptionalLong expectedVersion)
        implements UserUpdate {
    static final UserUpdate NOTHING =
            new UserUpdateParts(Optional.empty(), false, Optional.empty(), Optional.empty(), OptionalLong.empty());

    /** Names the kind only: no address, no metadata. */
    @Override
    public String toString() {
        return "UserUpdate";
    }
}
