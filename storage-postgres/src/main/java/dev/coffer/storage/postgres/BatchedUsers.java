package dev.coffer.storage.postgres;

import dev.coffer.storage.User;
import dev.coffer.storage.jdbi.Row;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.jdbi.Stored;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Users of which those that many ask for at once are found together; alone, whose metadata take more than 8 KiB in the table. */
final class BatchedUsers extends PostgresUsers {
    private static final String FIND = """
            SELECT u.id, u.email, u.email_verified_at, u.locked_at, CASE WHEN size.fits THEN u.metadata ELSE '{}' END,
              u.created_at, u.updated_at, u.version, CASE WHEN size.fits THEN w.element ELSE -w.element END
            FROM unnest(?) WITH ORDINALITY AS w (id, element) JOIN coffer_users u USING (id),
              LATERAL (SELECT pg_column_size(u.metadata) <= 8192) AS size (fits)
            """;
    private static final String FIND_BY_EMAIL = """
            SELECT u.id, u.email, u.email_verified_at, u.locked_at, CASE WHEN size.fits THEN u.metadata ELSE '{}' END,
              u.created_at, u.updated_at, u.version, CASE WHEN size.fits THEN w.element ELSE -w.element END
            FROM unnest(?) WITH ORDINALITY AS w (canonical_email, element) JOIN coffer_users u USING (canonical_email),
              LATERAL (SELECT pg_column_size(u.metadata) <= 8192) AS size (fits)
            """;
    private static final Row.Reader<BatchRow<User>> USER = BatchRow.reader(Stored::user, 9);

    private final BatchQueue<UUID, Optional<User>> finds;
    private final BatchQueue<String, Optional<User>> findsByEmail;

    BatchedUsers(Batching batching) {
        super(batching.database());
        finds = batching.reads(
                super::find, (connection, ids) -> find(connection, FIND, Columns.uuids(ids), ids.size()));
        findsByEmail = batching.reads(
                super::findByEmail,
                (connection, emails) -> find(connection, FIND_BY_EMAIL, Columns.texts(emails), emails.size()));
    }

    @Override
    public Optional<User> find(UUID id) {
        return finds.call(id);
    }

    @Override
    public Optional<User> findByEmail(String canonicalEmail) {
        return findsByEmail.call(canonicalEmail);
    }

    private static List<@Nullable Optional<User>> find(SqlConnection connection, String sql, SqlArray names, int size) {
        List<@Nullable Optional<User>> found = new ArrayList<>(Collections.nCopies(size, Optional.empty()));
        return connection.query(sql, arguments -> arguments.argument(names), USER, rows -> {
            rows.forEachRemaining(row -> found.set(row.index(), row.isTooLarge() ? null : Optional.of(row.value())));
            return found;
        });
    }
}
