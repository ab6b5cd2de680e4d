package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SqlTokens;
import java.time.Instant;

/** One-time tokens, purged by many nodes at once without waiting for each other. */
final class PostgresTokens extends SqlTokens {
    private static final String PURGE = """
            DELETE FROM coffer_tokens WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM coffer_tokens WHERE expires_at < :expiredBefore
              ORDER BY expires_at LIMIT :limit FOR UPDATE SKIP LOCKED))
            """;

    PostgresTokens(Database database) {
        super(database, PostgresTypes.COLUMNS);
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return Purges.run(database(), PURGE, expiredBefore, limit);
    }
}
