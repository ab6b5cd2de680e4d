package dev.coffer.storage.spi;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What to change in a user; what is empty stays.
 *
 * @param email the new address
 * @param changesVerification whether {@code emailVerifiedAt} replaces the present time of verification
 * @param emailVerifiedAt when the address was proved, empty if it was not
 * @param metadata the new metadata as a whole
 * @param expectedVersion the version the user must have
 */
public record UserChange(
        Optional<NewEmail> email,
        boolean changesVerification,
        Optional<Instant> emailVerifiedAt,
        Optional<Map<String, @Nullable Object>> metadata,
        OptionalLong expectedVersion) {
    /**
     * Refuses nulls, which are a bug of the caller.
     *
     * @param email the new address
     * @param changesVerification whether the time of verification is replaced
     * @param emailVerifiedAt when the address was proved, empty if it was not
     * @param metadata the new metadata as a whole
     * @param expectedVersion the version the user must have
     */
    public UserChange {
        Objects.requireNonNull(email, "email");
        Objects.requireNonNull(emailVerifiedAt, "emailVerifiedAt");
        Objects.requireNonNull(metadata, "metadata");
        Objects.requireNonNull(expectedVersion, "expectedVersion");
    }

    /**
     * An address in both its forms.
     *
     * @param email as given
     * @param canonicalEmail its unique form
     */
    public record NewEmail(String email, String canonicalEmail) {
        /**
         * Refuses nulls, which are a bug of the caller.
         *
         * @param email as given
         * @param canonicalEmail its unique form
         */
        public NewEmail {
            Objects.requireNonNull(email, "email");
            Objects.requireNonNull(canonicalEmail, "canonicalEmail");
        }
    }
}
