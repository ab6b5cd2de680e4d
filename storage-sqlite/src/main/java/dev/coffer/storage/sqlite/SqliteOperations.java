package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SqlAppliedKeys;
import dev.coffer.storage.jdbi.SqlOperations;
import dev.coffer.storage.jdbi.SqlSessions;
import dev.coffer.storage.jdbi.SqlTokens;

/** The operations on a SQLite database, open or in a transaction. */
class SqliteOperations extends SqlOperations {
    SqliteOperations(Database database) {
        super(
                new SqliteUsers(database),
                new SqlSessions(database, SqliteTypes.COLUMNS),
                new SqlTokens(database, SqliteTypes.COLUMNS),
                new SqliteKeyValues(database),
                new SqlAppliedKeys(database));
    }
}
