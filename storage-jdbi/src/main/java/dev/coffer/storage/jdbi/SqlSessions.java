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
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Sessions in {@code coffer_sessions}. */
public class SqlSessions implements SessionStorage {
    private static final String INSERT = """
            INSERT INTO coffer_sessions
              (id, token_hash, user_id, created_at, last_seen_at, expires_at, absolute_expires_at,
               user_agent, ip_address, metadata)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String FIND = """
            SELECT id, user_id, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent, ip_address, metadata
            FROM coffer_sessions WHERE token_hash = ? AND expires_at > ?
            """;
    private static final String AUTHENTICATE = """
            SELECT s.id, s.user_id, s.created_at, s.last_seen_at, s.expires_at, s.absolute_expires_at,
              s.user_agent, s.ip_address, s.metadata,
              u.id, u.email, u.email_verified_at, u.locked_at, u.metadata, u.created_at, u.updated_at, u.version
            FROM coffer_sessions s JOIN coffer_users u ON u.id = s.user_id
            WHERE s.token_hash = ? AND s.expires_at > ? AND u.locked_at IS NULL
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

    private final Database database;
    private final RowMapper<Session> mapper;

    /** On a database that keeps these types. */
    public SqlSessions(Database database, ColumnTypes types) {
        this.database = database;
        mapper = Row.mapper(types, Stored::session);
    }

    /** For the operations that a backend replaces. */
    protected final Database database() {
        return database;
    }

    @Override
    public void insert(Session session, byte[] tokenHash) {
        database.write(connection -> connection.update(
                INSERT,
                UniqueField.TOKEN,
                arguments -> arguments
                        .uuid(session.id())
                        .bytes(tokenHash)
                        .uuid(session.userId())
                        .instant(session.createdAt())
                        .instant(session.lastSeenAt())
                        .instant(session.expiresAt())
                        .instant(session.absoluteExpiresAt())
                        .text(session.userAgent().orElse(null))
                        .text(session.ipAddress().orElse(null))
                        .json(session.metadata())));
    }

    @Override
    public Optional<Session> find(byte[] tokenHash, Instant now) {
        return database.read(connection ->
                connection.findOne(FIND, arguments -> arguments.bytes(tokenHash).instant(now), Stored::session));
    }

    @Override
    public Optional<Authenticated> authenticate(byte[] tokenHash, Instant now) {
        return database.read(connection -> connection.findOne(
                AUTHENTICATE, arguments -> arguments.bytes(tokenHash).instant(now), Stored::authenticated));
    }

    @Override
    public Optional<Session> touch(byte[] tokenHash, Instant now) {
        Optional<Session> found = find(tokenHash, now);
        return found.filter(session -> !isDue(session, now))
                .or(() -> found.flatMap(due -> prolong(tokenHash, now).or(() -> find(tokenHash, now))));
    }

    /** Most touches are not due; they cost a read and no write. */
    private static boolean isDue(Session session, Instant now) {
        return Duration.between(session.lastSeenAt(), now).multipliedBy(10).compareTo(session.lifetime()) > 0;
    }

    /** Prolongs the session if that is still due; empty if it is not, or the session has ended. */
    protected Optional<Session> prolong(byte[] tokenHash, Instant now) {
        return database.write(connection -> session(connection
                .handle()
                .createQuery(TOUCH)
                .bind("tokenHash", tokenHash)
                .bind("now", now)));
    }

    /** Reads the session that a statement returns, in the column order of the others. */
    protected final Optional<Session> session(Query query) {
        return query.map(mapper).findOne();
    }

    @Override
    public Optional<Session> rotate(byte[] tokenHash, byte[] newTokenHash, Instant now) {
        return database.write(connection -> session(UniqueField.TOKEN
                .on(connection.handle().createQuery(ROTATE))
                .bind("tokenHash", tokenHash)
                .bind("newTokenHash", newTokenHash)
                .bind("now", now)));
    }

    @Override
    public Optional<Session> updateMetadata(UUID id, Map<String, @Nullable Object> metadata, Instant now) {
        return database.write(connection -> session(connection
                .handle()
                .createQuery(UPDATE_METADATA)
                .bind("id", id)
                .bind("metadata", new JsonDocument(metadata))
                .bind("now", now)));
    }

    @Override
    public List<Session> list(UUID userId, @Nullable UUID after, int limit, Instant now) {
        return database.read(connection -> {
            Handle handle = connection.handle();
            Query query = after == null
                    ? handle.createQuery(LIST_FIRST)
                    : handle.createQuery(LIST_AFTER).bind("after", after);
            return query.bind("userId", userId)
                    .bind("now", now)
                    .bind("limit", limit)
                    .map(mapper)
                    .list();
        });
    }

    @Override
    public boolean revoke(UUID id, Instant now) {
        return database.write(connection -> connection
                        .handle()
                        .createUpdate(REVOKE)
                        .bind("id", id)
                        .bind("now", now)
                        .execute()
                > 0);
    }

    @Override
    public boolean revoke(byte[] tokenHash, Instant now) {
        return database.write(connection -> connection
                        .handle()
                        .createUpdate(REVOKE_BY_TOKEN)
                        .bind("tokenHash", tokenHash)
                        .bind("now", now)
                        .execute()
                > 0);
    }

    @Override
    public long revokeAll(UUID userId, EndSessions which, Instant now) {
        return database.write(connection -> which instanceof EndSessions.None
                ? 0L
                : deletion(connection.handle(), which, REVOKE_ALL, REVOKE_ALL_EXCEPT)
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
        return database.write(connection -> connection
                .handle()
                .createUpdate(PURGE)
                .bind("expiredBefore", expiredBefore)
                .bind("limit", limit)
                .execute());
    }
}
