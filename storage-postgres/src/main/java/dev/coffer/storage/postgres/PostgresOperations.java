package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SqlOperations;

/** The operations on a PostgreSQL database, open or in a transaction. */
class PostgresOperations extends SqlOperations {
    PostgresOperations(Database database) {
        super(
                new PostgresUsers(database),
                new PostgresSessions(database),
                new PostgresTokens(database),
                new PostgresKeyValues(database),
                new PostgresAppliedKeys(database));
    }

    /** Where those that wait together are served together. */
    PostgresOperations(Batching batching) {
        super(
                new BatchedUsers(batching),
                new BatchedSessions(batching),
                new PostgresTokens(batching.database()),
                new BatchedKeyValues(batching),
                new PostgresAppliedKeys(batching.database()));
    }
}
