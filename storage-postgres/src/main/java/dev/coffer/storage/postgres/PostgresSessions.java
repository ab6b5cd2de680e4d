package dev.coffer.storage.postgres;

import dev.coffer.storage.Session;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SqlSessions;
import java.time.Instant;
import java.util.Optional;

/** Sessions, purged by many nodes at once without waiting for each other. */
class PostgresSessions extends SqlSessions {
    /** A difference of two timestamps has days, which added again depend on the time zone; in UTC they do not. */
    private static final String TOUCH = """
            UPDATE coffer_sessions SET
              last_seen_at = :now,
              expires_at = least(absolute_expires_at, (
                (:now AT TIME ZONE 'UTC') + ((expires_at AT TIME ZONE 'UTC') - (last_seen_at AT TIME ZONE 'UTC'))
              ) AT TIME ZONE 'UTC')
            WHERE token_hash = :tokenHash AND expires_at > :now
              AND (:now - last_seen_at) * 10 > expires_at - last_seen_at
            RETURNING
              id, user_id, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent, ip_address, metadata
            """;

    private static final String PURGE = """
            DELETE FROM coffer_sessions WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM coffer_sessions WHERE expires_at < :expiredBefore
              ORDER BY expires_at LIMIT :limit FOR UPDATE SKIP LOCKED))
            """;

    PostgresSessions(Database database) {
        super(database, PostgresTypes.COLUMNS);
    }

    @Override
    protected Optional<Session> prolong(byte[] tokenHash, Instant now) {
        return database()
                .write(connection -> session(connection
                        .handle()
                        .createQuery(TOUCH)
                        .bind("tokenHash", tokenHash)
                        .bind("now", now)));
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return Purges.run(database(), PURGE, expiredBefore, limit);
    }
}
