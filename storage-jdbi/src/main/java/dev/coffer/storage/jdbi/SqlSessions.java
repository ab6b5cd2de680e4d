package dev.coffer.storage.jdbi;

import dev.coffer.storage.Authenticated;
import dev.coffer.storage.EndSessions;
import dev.coffer.storage.Session;
import dev.coffer.storage.spi.SessionStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Sessions in {@code coffer_sessions}. */
public class SqlSessions implements SessionStorage {
    private static final String INSERT = """
            INSERT INTO coffer_sessions
              (id, token_hash, user_id, created_at, last_seen_at, expires_at, absolute_expires_at,
               user_agent, ip_address, metadata)
            VALUES
              (:id, :tokenHash, :userId, :createdAt, :lastSeenAt, :expiresAt, :absoluteExpiresAt,
               :userAgent, :ipAddress, :metadata)
            """;
    private static final String FIND = """
            SELECT id, user_id, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent, ip_address, metadata
            FROM coffer_sessions WHERE token_hash = :tokenHash AND expires_at > :now
            """;
    private static final String AUTHENTICATE = """
            SELECT s.id, s.user_id, s.created_at, s.last_seen_at, s.expires_at, s.absolute_expires_at,
              s.user_agent, s.ip_address, s.metadata,
              u.id, u.email, u.email_verified_at, u.locked_at, u.metadata, u.created_at, u.updated_at, u.version
            FROM coffer_sessions s JOIN coffer_users u ON u.id = s.user_id
            WHERE s.token_hash = :tokenHash AND s.expires_at > :now AND u.locked_at IS NULL
            """;
    private static final String TOUCH = """
            UPDATE coffer_sessions SET
              last_seen_at = :now,
              expires_at = CASE WHEN absolute_expires_at < :now + (expires_at - last_seen_at)
                THEN absolute_expires_at ELSE :now + (expires_at - last_seen_at) END
            WHERE token_hash = :tokenHash AND expires_at > :now
              AND (:now - last_seen_at) * 10 > expires_at - last_seen_at
            RETURNING
              id, user_id, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent, ip_address, metadata
            """;
    private static final String ROTATE = """
            UPDATE coffer_sessions SET token_hash = :newTokenHash
            WHERE token_hash = :tokenHash AND expires_at > :now
            RETURNING
              id, user_id, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent, ip_address, metadata
            """;
    private static final String UPDATE_METADATA = """
            UPDATE coffer_sessions SET metadata = :metadata
            WHERE id = :id AND expires_at > :now
            RETURNING
              id, user_id, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent, ip_address, metadata
            """;
    private static final String LIST_FIRST = """
            SELECT id, user_id, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent, ip_address, metadata
            FROM coffer_sessions WHERE user_id = :userId AND expires_at > :now
            ORDER BY id LIMIT :limit
            """;
    private static final String LIST_AFTER = """
            SELECT id, user_id, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent, ip_address, metadata
            FROM coffer_sessions WHERE user_id = :userId AND id > :after AND expires_at > :now
            ORDER BY id LIMIT :limit
            """;
    private static final String REVOKE = "DELETE FROM coffer_sessions WHERE id = :id AND expires_at > :now";
    private static final String REVOKE_BY_TOKEN =
            "DELETE FROM coffer_sessions WHERE token_hash = :tokenHash AND expires_at > :now";
    private static final String REVOKE_ALL =
            "DELETE FROM coffer_sessions WHERE user_id = :userId AND expires_at > :now";
    private static final String REVOKE_ALL_EXCEPT = """
            DELETE FROM coffer_sessions WHERE user_id = :userId AND id <> :sessionId AND expires_at > :now
            """;
    private static final String END_ALL = "DELETE FROM coffer_sessions WHERE user_id = :userId";
    private static final String END_ALL_EXCEPT =
            "DELETE FROM coffer_sessions WHERE user_id = :userId AND id <> :sessionId";
    private static final String PURGE = """
            DELETE FROM coffer_sessions WHERE id IN
              (SELECT id FROM coffer_sessions WHERE expires_at < :expiredBefore ORDER BY expires_at LIMIT :limit)
            """;

    private static final SessionMapper SESSION = new SessionMapper();

    private final Database database;

    /** On this database. */
    public SqlSessions(Database database) {
        this.database = database;
    }

    /** For the operations that a backend replaces. */
    protected final Database database() {
        return database;
    }

    @Override
    public void insert(Session session, byte[] tokenHash) {
        database.write(handle -> Violation.uniqueField(handle.createUpdate(INSERT), "token")
                .bind("id", session.id())
                .bind("tokenHash", tokenHash)
                .bind("userId", session.userId())
                .bind("createdAt", session.createdAt())
                .bind("lastSeenAt", session.lastSeenAt())
                .bind("expiresAt", session.expiresAt())
                .bindByType("absoluteExpiresAt", session.absoluteExpiresAt().orElse(null), Instant.class)
                .bind("userAgent", session.userAgent().orElse(null))
                .bind("ipAddress", session.ipAddress().orElse(null))
                .bind("metadata", new JsonDocument(session.metadata()))
                .execute());
    }

    @Override
    public Optional<Session> find(byte[] tokenHash, Instant now) {
        return database.read(handle -> find(handle, tokenHash, now));
    }

    private static Optional<Session> find(Handle handle, byte[] tokenHash, Instant now) {
        return session(handle.createQuery(FIND).bind("tokenHash", tokenHash).bind("now", now));
    }

    /** Reads the session that a statement selects or returns, in the column order of the others. */
    protected static Optional<Session> session(Query query) {
        return query.map(SESSION).findOne();
    }

    @Override
    public Optional<Authenticated> authenticate(byte[] tokenHash, Instant now) {
        return database.read(handle -> handle.createQuery(AUTHENTICATE)
                .bind("tokenHash", tokenHash)
                .bind("now", now)
                .map((row, context) -> {
                    Columns columns = new Columns(context);
                    return new Authenticated(
                            SessionMapper.map(row, columns), UserMapper.map(row, SessionMapper.WIDTH + 1, columns));
                })
                .findOne());
    }

    @Override
    public Optional<Session> touch(byte[] tokenHash, Instant now) {
        Optional<Session> found = find(tokenHash, now);
        return found.filter(session -> !isDue(session, now))
                .or(() -> found.flatMap(due -> database.atomic(
                        handle -> prolong(handle, tokenHash, now).or(() -> find(handle, tokenHash, now)))));
    }

    /** Most touches are not due; they cost a read and no write. */
    private static boolean isDue(Session session, Instant now) {
        return Duration.between(session.lastSeenAt(), now).multipliedBy(10).compareTo(session.lifetime()) > 0;
    }

    /** Prolongs the session if that is still due; empty if it is not, or the session has ended. */
    protected Optional<Session> prolong(Handle handle, byte[] tokenHash, Instant now) {
        return session(handle.createQuery(TOUCH).bind("tokenHash", tokenHash).bind("now", now));
    }

    @Override
    public Optional<Session> rotate(byte[] tokenHash, byte[] newTokenHash, Instant now) {
        return database.write(handle -> session(Violation.uniqueField(handle.createQuery(ROTATE), "token")
                .bind("tokenHash", tokenHash)
                .bind("newTokenHash", newTokenHash)
                .bind("now", now)));
    }

    @Override
    public Optional<Session> updateMetadata(UUID id, Map<String, @Nullable Object> metadata, Instant now) {
        return database.write(handle -> session(handle.createQuery(UPDATE_METADATA)
                .bind("id", id)
                .bind("metadata", new JsonDocument(metadata))
                .bind("now", now)));
    }

    @Override
    public List<Session> list(UUID userId, @Nullable UUID after, int limit, Instant now) {
        return database.read(handle -> {
            Query query = after == null
                    ? handle.createQuery(LIST_FIRST)
                    : handle.createQuery(LIST_AFTER).bind("after", after);
            return query.bind("userId", userId)
                    .bind("now", now)
                    .bind("limit", limit)
                    .map(SESSION)
                    .list();
        });
    }

    @Override
    public boolean revoke(UUID id, Instant now) {
        return database.write(handle ->
                handle.createUpdate(REVOKE).bind("id", id).bind("now", now).execute() > 0);
    }

    @Override
    public boolean revoke(byte[] tokenHash, Instant now) {
        return database.write(handle -> handle.createUpdate(REVOKE_BY_TOKEN)
                        .bind("tokenHash", tokenHash)
                        .bind("now", now)
                        .execute()
                > 0);
    }

    @Override
    public long revokeAll(UUID userId, EndSessions which, Instant now) {
        return database.write(handle -> which instanceof EndSessions.None
                ? 0L
                : deletion(handle, which, REVOKE_ALL, REVOKE_ALL_EXCEPT)
                        .bind("userId", userId)
                        .bind("now", now)
                        .execute());
    }

    /** Ends sessions of a user within a change of the user, expired or not. */
    static int end(Handle handle, UUID userId, EndSessions which) {
        return which instanceof EndSessions.None
                ? 0
                : deletion(handle, which, END_ALL, END_ALL_EXCEPT)
                        .bind("userId", userId)
                        .execute();
    }

    private static Update deletion(Handle handle, EndSessions which, String all, String allExcept) {
        return which instanceof EndSessions.AllExcept except
                ? handle.createUpdate(allExcept).bind("sessionId", except.sessionId())
                : handle.createUpdate(all);
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return database.write(handle -> handle.createUpdate(PURGE)
                .bind("expiredBefore", expiredBefore)
                .bind("limit", limit)
                .execute());
    }
}
