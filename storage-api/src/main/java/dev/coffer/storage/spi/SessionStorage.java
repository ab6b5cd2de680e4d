package dev.coffer.storage.spi;

import dev.coffer.storage.Authenticated;
import dev.coffer.storage.EndSessions;
import dev.coffer.storage.Session;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sessions, looked up by the SHA-256 of their token. A session with {@code expiresAt <= now} is absent to every
 * operation, and none of them revives it.
 */
public interface SessionStorage {
    /**
     * Inserts a session.
     *
     * @param session as it is to be stored
     * @param tokenHash SHA-256 of the token, 32 bytes
     * @throws dev.coffer.storage.MissingReference {@code userId}
     * @throws dev.coffer.storage.Duplicate {@code id} or {@code token}
     */
    void insert(Session session, byte[] tokenHash);

    /**
     * {@return the session with this token; empty if there is none}
     *
     * @param tokenHash SHA-256 of the token, 32 bytes
     * @param now the present time, in whole microseconds
     */
    Optional<Session> find(byte[] tokenHash, Instant now);

    /**
     * {@return the session with this token and its user, in one round trip; empty if the user is locked}
     *
     * @param tokenHash SHA-256 of the token, 32 bytes
     * @param now the present time, in whole microseconds
     */
    Optional<Authenticated> authenticate(byte[] tokenHash, Instant now);

    /**
     * If more than a tenth of the lifetime ({@code expiresAt − lastSeenAt}) has passed since {@code lastSeenAt}: sets
     * {@code lastSeenAt} to now and {@code expiresAt} to now plus the lifetime, at most {@code absoluteExpiresAt}. Else
     * writes nothing.
     *
     * @param tokenHash SHA-256 of the token, 32 bytes
     * @param now the present time, in whole microseconds
     * @return the session after that; empty if it is absent
     */
    Optional<Session> touch(byte[] tokenHash, Instant now);

    /**
     * Replaces the token in one statement; everything else stays.
     *
     * @param tokenHash SHA-256 of the old token, 32 bytes
     * @param newTokenHash SHA-256 of the new token, 32 bytes
     * @param now the present time, in whole microseconds
     * @return the session after that; empty if it is absent
     */
    Optional<Session> rotate(byte[] tokenHash, byte[] newTokenHash, Instant now);

    /**
     * Replaces the metadata.
     *
     * @param id {@link Session#id()}
     * @param metadata in place of all the present one; canonical
     * @param now the present time, in whole microseconds
     * @return the session after that; empty if it is absent
     */
    Optional<Session> updateMetadata(UUID id, Map<String, @Nullable Object> metadata, Instant now);

    /**
     * {@return sessions of the user by ascending id (its 16 bytes, unsigned)}
     *
     * @param userId {@link dev.coffer.storage.User#id()}
     * @param after the id behind which to begin; null for the first
     * @param limit at most so many; at least 1
     * @param now the present time, in whole microseconds
     */
    List<Session> list(UUID userId, @Nullable UUID after, int limit, Instant now);

    /**
     * Deletes the session.
     *
     * @param id {@link Session#id()}
     * @param now the present time, in whole microseconds
     * @return false if there is none that has not expired
     */
    boolean revoke(UUID id, Instant now);

    /**
     * Deletes the session with this token.
     *
     * @param tokenHash SHA-256 of the token, 32 bytes
     * @param now the present time, in whole microseconds
     * @return false if there is none that has not expired
     */
    boolean revoke(byte[] tokenHash, Instant now);

    /**
     * Deletes sessions of the user.
     *
     * @param userId {@link dev.coffer.storage.User#id()}
     * @param which the sessions to delete
     * @param now the present time, in whole microseconds
     * @return how many of them had not expired
     */
    long revokeAll(UUID userId, EndSessions which, Instant now);

    /**
     * Deletes at most {@code limit} sessions that expired before this instant.
     *
     * @param expiredBefore exclusive: what expired at this instant stays
     * @param limit at least 1
     * @return how many it deleted
     */
    int purge(Instant expiredBefore, int limit);
}
