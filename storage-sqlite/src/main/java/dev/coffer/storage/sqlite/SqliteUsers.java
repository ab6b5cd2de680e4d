package dev.coffer.storage.sqlite;

import dev.coffer.storage.User;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.jdbi.SqlUsers;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Users, with SQLite's way to find many. */
final class SqliteUsers extends SqlUsers {
    private static final String FIND_ALL = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            FROM coffer_users WHERE id IN (SELECT value FROM json_each(:ids))
            """;

    SqliteUsers(Database database) {
        super(database, SqliteTypes.COLUMNS);
    }

    @Override
    public List<User> findAll(Collection<UUID> ids) {
        String list = JsonDocument.text(ids.stream().map(UUID::toString).toList());
        return database()
                .read(connection ->
                        users(connection.handle().createQuery(FIND_ALL).bind("ids", list)));
    }
}
