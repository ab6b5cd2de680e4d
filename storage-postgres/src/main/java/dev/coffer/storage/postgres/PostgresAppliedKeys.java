package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SqlAppliedKeys;
import java.time.Instant;

/** Applied idempotency keys, purged by many nodes at once without waiting for each other. */
final class PostgresAppliedKeys extends SqlAppliedKeys {
    private static final String PURGE = """
            DELETE FROM coffer_applied WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM coffer_applied WHERE expires_at < :expiredBefore
              ORDER BY expires_at LIMIT :limit FOR UPDATE SKIP LOCKED))
            """;

    PostgresAppliedKeys(Database database) {
        super(database);
    }

    @Override
    public int purge(Instant expiredBefore, int limit) {
        return Purges.run(database(), PURGE, expiredBefore, limit);
    }
}
