package dev.coffer.storage.jdbi;

import dev.coffer.storage.spi.AppliedKeyStorage;
import java.time.Instant;

/** Applied idempotency keys in {@code coffer_applied}. */
public class SqlAppliedKeys implements AppliedKeyStorage {
    private static final String RECORD =
            "INSERT INTO coffer_applied (key, expires_at) VALUES (:key, :expiresAt) ON CONFLICT (key) DO NOTHING";
    private static final String PURGE = """
            DELETE FROM coffer_applied WHERE key IN
              (SELECT key FROM coffer_applied WHERE expires_at < :expiredBefore ORDER BY expires_at LIMIT :limit)
            """;

    private final Database database;

    /** On this database. */
    public SqlAppliedKeys(Database database) {
        this.database = database;
    }

    /** For the operations that a backend replaces. */
    protected final Database database() {
        return database;
    }

    @Override
    public boolean record(String key, Instant expiresAt) {
        return database.write(connection -> connection
                        .handle()
                        .createUpdate(RECORD)
                        .bind("key", key)
                        .bind("expiresAt", expiresAt)
                        .execute()
                == 1);
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
