package dev.coffer.storage;

import dev.coffer.storage.Operation.Name;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sessions, found by a token of which only the SHA-256 is stored. A session that has expired or was revoked is absent
 * to every method and is never revived.
 *
 * <p>A token is looked up as any text of at most 512 bytes of UTF-8; a longer one, U+0000 or a lone surrogate in it is
 * {@link InvalidInput} {@code token}.
 *
 * <p>Safe for many threads. Every method may fail with any {@link StorageException}; those listed are the ones it adds.
 */
public final class Sessions {
    private final StorageContext context;
    private final Calls calls;

    Sessions(StorageContext context, Calls calls) {
        this.context = context;
        this.calls = calls;
    }

    /**
     * Issues a session. Its token is in the result and nowhere else. A lost answer is retried here with the same token, up to 5 times,
     * unless it took longer than a second.
     *
     * @param session whose, how long it lives, and what is kept with it
     * @return the session with its token
     * @throws MissingReference {@code userId} if there is no such user
     * @throws InvalidInput {@code lifetime}, {@code absoluteLifetime}, {@code userAgent}, {@code ipAddress} or
     *     {@code metadata}
     */
    public IssuedSession issue(NewSession session) {
        InputRules.given("session", session);
        Instant now = context.now();
        Instant expiresAt = InputRules.after("lifetime", now, session.lifetime());
        Optional<Instant> absoluteExpiresAt =
                session.absoluteLifetime().map(lifetime -> InputRules.after("absoluteLifetime", now, lifetime));
        Session issued = new Session(
                Ids.next(now),
                session.userId(),
                now,
                now,
                absoluteExpiresAt.filter(expiresAt::isAfter).orElse(expiresAt),
                absoluteExpiresAt,
                session.userAgent().map(InputRules::userAgent),
                session.ipAddress().map(InputRules::ipAddress),
                context.rules().json("metadata", session.metadata()));
        String token = Secret.next();
        byte[] hash = Secret.hash(token);
        Insertion insertion = Insertion.ofSecret(storage -> storage.sessions().insert(issued, hash));
        return calls.operation(Name.SESSIONS_ISSUE, steps -> {
            insertion.run(steps);
            return new IssuedSession(issued, token);
        });
    }

    /**
     * {@return the session with this token; empty if there is none} Does not look at its user: see
     * {@link #authenticate}.
     *
     * @param token as the client sent it
     */
    public Optional<Session> find(String token) {
        byte[] hash = hash(token);
        Instant now = context.now();
        return calls.call(Name.SESSIONS_FIND, storage -> storage.sessions().find(hash, now));
    }

    /**
     * {@return the session with this token and its user, in one round trip; empty also if the user is locked}
     *
     * @param token as the client sent it
     */
    public Optional<Authenticated> authenticate(String token) {
        byte[] hash = hash(token);
        Instant now = context.now();
        return calls.call(
                Name.SESSIONS_AUTHENTICATE, storage -> storage.sessions().authenticate(hash, now));
    }

    /**
     * Prolongs the session with this token to its lifetime ({@link Session#lifetime()}) from now, at most to its
     * absolute end. Writes only when more than a tenth of the lifetime has passed since {@code lastSeenAt}, so it may
     * be called at each request.
     *
     * @param token as the client sent it
     * @return the session after that; empty if it is absent
     */
    public Optional<Session> touch(String token) {
        byte[] hash = hash(token);
        Instant now = context.now();
        return calls.call(Name.SESSIONS_TOUCH, storage -> storage.sessions().touch(hash, now));
    }

    /**
     * Gives the session a new token, as after a change of privileges (OWASP ASVS 5.0, 7.2.4). The old one is dead at
     * the same moment; everything else stays. Of two callers with the same token at once, one succeeds.
     *
     * @param token as the client sent it
     * @return the session with its new token; empty if it is absent
     */
    public Optional<IssuedSession> rotate(String token) {
        byte[] hash = hash(token);
        String newToken = Secret.next();
        byte[] newHash = Secret.hash(newToken);
        Instant now = context.now();
        return calls.call(Name.SESSIONS_ROTATE, storage -> storage.sessions().rotate(hash, newHash, now))
                .map(session -> new IssuedSession(session, newToken));
    }

    /**
     * Replaces the metadata of a session.
     *
     * @param id {@link Session#id()}
     * @param metadata in place of all the present one; at most 1 MiB of JSON
     * @return the session after the change
     * @throws NotFound if there is no such session
     * @throws InvalidInput {@code metadata}
     */
    public Session updateMetadata(UUID id, Map<String, ? extends @Nullable Object> metadata) {
        InputRules.given("id", id);
        Map<String, @Nullable Object> canonical = context.rules().json("metadata", metadata);
        Instant now = context.now();
        return calls.call(
                Name.SESSIONS_UPDATE_METADATA,
                storage -> storage.sessions()
                        .updateMetadata(id, canonical, now)
                        .orElseThrow(() -> new NotFound("session")));
    }

    /**
     * {@return a page of a user's sessions by ascending id, which is the order of issue to the millisecond}
     *
     * @param userId {@link User#id()}; an unknown one has no sessions
     * @param request how many, and from where on
     * @throws InvalidInput {@code limit} or {@code cursor}
     */
    public Page<Session> list(UUID userId, PageRequest request) {
        InputRules.given("userId", userId);
        int limit =
                context.rules().pageLimit(InputRules.given("request", request).limit());
        Cursor cursor = new Cursor(List.of("sessions", userId.toString()));
        UUID after = cursor.uuid(request.cursor());
        Instant now = context.now();
        return cursor.page(
                calls.call(Name.SESSIONS_LIST, storage -> storage.sessions().list(userId, after, limit + 1, now)),
                limit,
                Session::id);
    }

    /**
     * Ends a session.
     *
     * @param id {@link Session#id()}
     * @return false if there is no such session
     */
    public boolean revoke(UUID id) {
        InputRules.given("id", id);
        Instant now = context.now();
        return calls.call(Name.SESSIONS_REVOKE, storage -> storage.sessions().revoke(id, now));
    }

    /**
     * Ends the session with this token.
     *
     * @param token as the client sent it
     * @return false if there is no such session
     */
    public boolean revoke(String token) {
        byte[] hash = hash(token);
        Instant now = context.now();
        return calls.call(Name.SESSIONS_REVOKE, storage -> storage.sessions().revoke(hash, now));
    }

    /**
     * Ends all sessions of a user.
     *
     * @param userId {@link User#id()}; an unknown one has no sessions
     * @return how many there were
     */
    public long revokeAll(UUID userId) {
        return revokeAll(userId, EndSessions.all());
    }

    /**
     * Ends sessions of a user, such as all but the present one.
     *
     * @param userId {@link User#id()}; an unknown one has no sessions
     * @param which such as {@link EndSessions#allExcept}
     * @return how many it ended
     */
    public long revokeAll(UUID userId, EndSessions which) {
        InputRules.given("userId", userId);
        InputRules.given("which", which);
        Instant now = context.now();
        return calls.number(
                Name.SESSIONS_REVOKE_ALL, storage -> storage.sessions().revokeAll(userId, which, now));
    }

    /**
     * Deletes what expired more than 5 minutes ago, in batches of 1,000; may run on many nodes at once.
     *
     * @return how many sessions it deleted
     */
    public long purge() {
        return purge(Purge.TO_THE_END);
    }

    long purge(BooleanSupplier goOn) {
        Instant before = context.purgeBefore();
        return Purge.all(
                calls,
                Name.SESSIONS_PURGE,
                goOn,
                (storage, limit) -> storage.sessions().purge(before, limit));
    }

    private static byte[] hash(String token) {
        return Secret.hash(InputRules.token(token));
    }
}
