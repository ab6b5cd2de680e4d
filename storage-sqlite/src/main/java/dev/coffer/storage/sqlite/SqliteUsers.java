package dev.coffer.storage.sqlite;

import dev.coffer.storage.User;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.jdbi.SqlUsers;
import dev.coffer.storage.spi.MetadataCondition;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Users, with SQLite's way to find many. */
final class SqliteUsers extends SqlUsers {
    private static final String FIND_ALL = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            FROM coffer_users WHERE id IN (SELECT value FROM json_each(:ids))
            """;

    /** Condition by condition, what each asks for besides that there is a value. Beside them are only those who fail none. */
    private static final String LIST = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            FROM coffer_users WHERE id > :after AND NOT EXISTS (
              SELECT 1 FROM json_each(:conditions) AS condition
              WHERE json_type(metadata, condition.value ->> '$.path') IS NULL
                OR (condition.value ->> '$.values' IS NOT NULL AND NOT EXISTS (
                  SELECT 1 FROM json_each(condition.value, '$.values') AS element
                  WHERE element.value IS json_extract(metadata, condition.value ->> '$.path')))
                OR (condition.value ->> '$.number' IS NOT NULL AND (
                  json_type(metadata, condition.value ->> '$.path') NOT IN ('integer', 'real')
                  OR json_extract(metadata, condition.value ->> '$.path') < condition.value ->> '$.least'
                  OR json_extract(metadata, condition.value ->> '$.path') > condition.value ->> '$.most')))
            ORDER BY id LIMIT :limit
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

    @Override
    public List<User> list(List<MetadataCondition> conditions, @Nullable UUID after, int limit) {
        String asked = MetadataQuestions.of(conditions);
        return database()
                .read(connection -> users(connection
                        .handle()
                        .createQuery(LIST)
                        .bind("after", after == null ? "" : after.toString())
                        .bind("conditions", asked)
                        .bind("limit", limit)));
    }
}
