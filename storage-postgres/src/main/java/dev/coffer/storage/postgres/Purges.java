package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Database;
import java.time.Instant;

/** Deletes what has expired. */
final class Purges {
    private Purges() {}

    /** Runs a statement with the parameters {@code expiredBefore} and {@code limit}. */
    static int run(Database database, String statement, Instant expiredBefore, int limit) {
        return database.write(connection -> connection
                .handle()
                .createUpdate(statement)
                .bind("expiredBefore", expiredBefore)
                .bind("limit", limit)
                .execute());
    }
}
