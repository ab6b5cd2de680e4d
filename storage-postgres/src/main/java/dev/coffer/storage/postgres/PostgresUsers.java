package dev.coffer.storage.postgres;

import dev.coffer.storage.Duplicate;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.User;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.jdbi.SqlUsers;
import dev.coffer.storage.spi.MetadataCondition;
import dev.coffer.storage.spi.StoredUser;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Users, many of them in one statement. */
class PostgresUsers extends SqlUsers {
    private static final String INSERT_ALL = """
            INSERT INTO coffer_users
              (id, email, canonical_email, email_verified_at, password_hash, metadata, created_at, updated_at, version)
            SELECT id, email, canonical_email, email_verified_at::timestamptz, password_hash, metadata::jsonb,
              created_at::timestamptz, updated_at::timestamptz, version
            FROM unnest(:ids, :emails, :canonicalEmails, :emailsVerifiedAt, :passwordHashes, :metadata,
                :createdAt, :updatedAt, :versions) WITH ORDINALITY
              AS row (id, email, canonical_email, email_verified_at, password_hash, metadata,
                created_at, updated_at, version, element)
            ORDER BY canonical_email COLLATE "C", element
            ON CONFLICT DO NOTHING
            RETURNING id, canonical_email
            """;
    private static final String FIND_COLLIDING = """
            SELECT id, canonical_email FROM coffer_users
            WHERE id = ANY (:ids) OR canonical_email = ANY (:canonicalEmails)
            """;
    private static final String FIND_ALL = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            FROM coffer_users WHERE id = ANY (:ids)
            """;
    private static final String LIST_FIRST = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            FROM coffer_users WHERE jsonb_path_match(metadata, :path::jsonpath, :values::jsonb, true)
            ORDER BY id LIMIT :limit
            """;
    private static final String LIST_AFTER = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            FROM coffer_users WHERE id > :after AND jsonb_path_match(metadata, :path::jsonpath, :values::jsonb, true)
            ORDER BY id LIMIT :limit
            """;

    private static final RowMapper<Names> NAMES =
            (row, context) -> new Names(row.getObject(1, UUID.class), row.getString(2));

    PostgresUsers(Database database) {
        super(database, PostgresTypes.COLUMNS);
    }

    @Override
    public void insert(List<StoredUser> users) {
        if (users.size() == 1) {
            super.insert(users);
            return;
        }
        database().atomic(connection -> {
            Handle handle = connection.handle();
            Set<Names> inserted = insertFree(handle, users);
            if (inserted.size() < users.size()) {
                throw duplicate(handle, users, inserted);
            }
            return users;
        });
    }

    /** What is unique in a user. */
    private record Names(UUID id, String canonicalEmail) {}

    private static Set<Names> insertFree(Handle handle, List<StoredUser> users) {
        return handle.createQuery(INSERT_ALL)
                .bind("ids", ids(users))
                .bind("emails", Columns.texts(of(users, user -> user.user().email())))
                .bind("canonicalEmails", canonicalEmails(users))
                .bind(
                        "emailsVerifiedAt",
                        Columns.instants(of(users, user -> user.user().emailVerifiedAt())))
                .bind("passwordHashes", Columns.nullableTexts(of(users, StoredUser::passwordHash)))
                .bind(
                        "metadata",
                        Columns.texts(
                                of(users, user -> new JsonDocument(user.user().metadata()).text())))
                .bind(
                        "createdAt",
                        Columns.instants(
                                of(users, user -> Optional.of(user.user().createdAt()))))
                .bind(
                        "updatedAt",
                        Columns.instants(
                                of(users, user -> Optional.of(user.user().updatedAt()))))
                .bind("versions", Columns.longs(of(users, user -> user.user().version())))
                .map(NAMES)
                .set();
    }

    /** Which of them is the first that collides, when one is inserted after the other. */
    private static Duplicate duplicate(Handle handle, List<StoredUser> users, Set<Names> inserted) {
        Set<UUID> ids = new HashSet<>();
        Set<String> emails = new HashSet<>();
        handle.createQuery(FIND_COLLIDING)
                .bind("ids", ids(users))
                .bind("canonicalEmails", canonicalEmails(users))
                .map(NAMES)
                .filter(taken -> !inserted.contains(taken))
                .forEach(taken -> {
                    ids.add(taken.id());
                    emails.add(taken.canonicalEmail());
                });
        for (int i = 0; i < users.size(); i++) {
            if (!ids.add(users.get(i).user().id())) {
                return new Duplicate("id", i, null);
            }
            if (!emails.add(users.get(i).canonicalEmail())) {
                return new Duplicate("email", i, null);
            }
        }
        throw new SerializationConflict("a user that was in the way is gone", null);
    }

    private static SqlArray ids(List<StoredUser> users) {
        return Columns.uuids(of(users, user -> user.user().id()));
    }

    private static SqlArray canonicalEmails(List<StoredUser> users) {
        return Columns.texts(of(users, StoredUser::canonicalEmail));
    }

    private static <T> List<T> of(List<StoredUser> users, Function<StoredUser, T> column) {
        return users.stream().map(column).toList();
    }

    @Override
    public List<User> findAll(Collection<UUID> ids) {
        return database()
                .read(connection ->
                        users(connection.handle().createQuery(FIND_ALL).bind("ids", Columns.uuids(List.copyOf(ids)))));
    }

    @Override
    public List<User> list(List<MetadataCondition> conditions, @Nullable UUID after, int limit) {
        MetadataPath path = new MetadataPath(conditions);
        return database().read(connection -> {
            Handle handle = connection.handle();
            Query query = after == null
                    ? handle.createQuery(LIST_FIRST)
                    : handle.createQuery(LIST_AFTER).bind("after", after);
            return users(query.bind("path", path.text())
                    .bind("values", path.values())
                    .bind("limit", limit));
        });
    }
}
