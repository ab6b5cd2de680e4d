package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SqlOperations;

/** The operations on a PostgreSQL database, open or in a transaction. */
class PostgresOperations extends SqlOperations {
    /** A message to nobody: its commit waits for the standbys, and so for all that was committed before. */
    private static final String CONFIRM = "SELECT pg_logical_emit_message(true, 'coffer', '')::text";

    private final Database database;

    PostgresOperations(Database database) {
        super(
                new PostgresUsers(database),
                new PostgresSessions(database),
                new PostgresTokens(database),
                new PostgresKeyValues(database),
                new PostgresAppliedKeys(database));
        this.database = database;
    }

    /** Where those that wait together are served together. */
    PostgresOperations(Batching batching) {
        super(
                new BatchedUsers(batching),
                new BatchedSessions(batching),
                new PostgresTokens(batching.database()),
                new BatchedKeyValues(batching),
                new PostgresAppliedKeys(batching.database()));
        database = batching.database();
    }

    /** A commit whose wait for a standby was cancelled can be seen all the same, and be lost by fail-over. */
    @Override
    public void confirm() {
        database.write(connection ->
                connection.handle().createQuery(CONFIRM).mapTo(String.class).one());
    }
}
