package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.jdbi.SqlAppliedKeys;
import dev.coffer.storage.jdbi.SqlOperations;
import dev.coffer.storage.jdbi.SqlSessions;
import dev.coffer.storage.jdbi.SqlTokens;

/** The operations on a SQLite database, open or in a transaction. */
class SqliteOperations extends SqlOperations {
    SqliteOperations(Database database, SearchIndex index) {
        super(
                index.isNone() ? new SqliteUsers(database) : new SqliteIndexedUsers(database, index),
                new SqlSessions(database, SqliteTypes.COLUMNS),
                new SqlTokens(database, SqliteTypes.COLUMNS),
                new SqliteKeyValues(database),
                new SqlAppliedKeys(database),
                new SqliteAudit(database));
    }
}
