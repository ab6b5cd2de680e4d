package dev.coffer.storage.spi;

import dev.coffer.storage.OneTimeToken;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** One-time tokens, looked up by the SHA-256 of the token. One with {@code expiresAt <= now} is absent. */
public interface TokenStorage {
    /**
     * Inserts a token.
     *
     * @param token as it is to be stored
     * @param tokenHash SHA-256 of the token, 32 bytes
     * @throws dev.coffer.storage.MissingReference {@code userId}
     * @throws dev.coffer.storage.Duplicate {@code id} or {@code token}
     */
    void insert(OneTimeToken token, byte[] tokenHash);

    /**
     * Takes the token out, exactly once under any race.
     *
     * @param purpose what it must have been issued for
     * @param tokenHash SHA-256 of the token, 32 bytes
     * @param now the present time, in whole microseconds
     * @return the token; empty, and nothing is changed, if it is absent or its purpose is another
     */
    Optional<OneTimeToken> consume(String purpose, byte[] tokenHash, Instant now);

    /**
     * Deletes the user's tokens of this purpose.
     *
     * @param userId {@link dev.coffer.storage.User#id()}
     * @param purpose what they were issued for
     * @param now the present time, in whole microseconds
     * @return how many of them had not expired
     */
    long revokeAll(UUID userId, String purpose, Instant now);

    /**
     * Deletes at most {@code limit} tokens that expired before this instant.
     *
     * @param expiredBefore exclusive: what expired at this instant stays
     * @param limit at least 1
     * @return how many it deleted
     */
    int purge(Instant expiredBefore, int limit);
}
