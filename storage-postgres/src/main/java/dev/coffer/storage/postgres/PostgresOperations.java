package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.jdbi.SqlOperations;
import dev.coffer.storage.spi.UserStorage;

/** The operations on a PostgreSQL database, open or in a transaction. */
class PostgresOperations extends SqlOperations {
    /** A message to nobody: its commit waits for the standbys, and so for all that was committed before. */
    private static final String CONFIRM = "SELECT pg_logical_emit_message(true, 'coffer', '')::text";

    private final Database database;

    PostgresOperations(Database database, SearchIndex index) {
        super(
                indexed(new PostgresUsers(database), database, index),
                new PostgresSessions(database),
                new PostgresTokens(database),
                new PostgresKeyValues(database),
                new PostgresAppliedKeys(database),
                new PostgresAudit(database, OwnerRole.NONE));
        this.database = database;
    }

    /** Where those that wait together are served together. */
    PostgresOperations(Batching batching, SearchIndex index) {
        super(
                indexed(new BatchedUsers(batching), batching.database(), index),
                new BatchedSessions(batching),
                new PostgresTokens(batching.database()),
                new BatchedKeyValues(batching),
                new PostgresAppliedKeys(batching.database()),
                new PostgresAudit(batching.database(), OwnerRole.NONE));
        database = batching.database();
    }

    private static UserStorage indexed(PostgresUsers users, Database database, SearchIndex index) {
        return index.isNone() ? users : new PostgresIndexedUsers(users, database, index);
    }

    /** A commit whose wait for a standby was cancelled can be seen all the same, and be lost by fail-over. */
    @Override
    public void confirm() {
        database.write(connection ->
                connection.handle().createQuery(CONFIRM).mapTo(String.class).one());
    }
}
