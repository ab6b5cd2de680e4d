package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.IndexedUsers;
import dev.coffer.storage.jdbi.SearchIndex;

/** Users that a search finds. */
final class SqliteIndexedUsers extends IndexedUsers {
    SqliteIndexedUsers(Database database, SearchIndex index) {
        super(new SqliteUsers(database), SqliteUsers::new, database, index);
    }
}
