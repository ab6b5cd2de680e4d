package dev.coffer.storage.jdbi;

import dev.coffer.storage.EndSessions;
import dev.coffer.storage.FoundOrCreated;
import dev.coffer.storage.NotFound;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.User;
import dev.coffer.storage.VersionConflict;
import dev.coffer.storage.spi.Credentials;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserChange;
import dev.coffer.storage.spi.UserStorage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Users in {@code coffer_users}. A backend adds how to find many. */
public abstract class SqlUsers implements UserStorage {
    private static final String INSERT = """
            INSERT INTO coffer_users
              (id, email, canonical_email, email_verified_at, password_hash, metadata, created_at, updated_at, version)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_UNLESS_EMAIL_TAKEN = """
            INSERT INTO coffer_users
              (id, email, canonical_email, email_verified_at, password_hash, metadata, created_at, updated_at, version)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (canonical_email) DO NOTHING
            """;
    private static final String FIND = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            FROM coffer_users WHERE id = ?
            """;
    private static final String FIND_BY_EMAIL = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            FROM coffer_users WHERE canonical_email = ?
            """;
    private static final String FIND_CREDENTIALS = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version, password_hash
            FROM coffer_users WHERE canonical_email = ?
            """;
    private static final String FIND_PASSWORD_HASH =
            "SELECT password_hash FROM coffer_users WHERE id = :id AND password_hash IS NOT NULL";
    private static final String FIND_VERSION = "SELECT version FROM coffer_users WHERE id = :id";
    private static final String UPDATE = """
            UPDATE coffer_users SET
              email = coalesce(:email, email),
              canonical_email = coalesce(:canonicalEmail, canonical_email),
              email_verified_at = CASE WHEN :changesVerification THEN :emailVerifiedAt ELSE email_verified_at END,
              metadata = coalesce(:metadata, metadata),
              updated_at = :now,
              version = version + 1
            WHERE id = :id AND version = coalesce(:expectedVersion, version)
            RETURNING id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            """;
    private static final String LOCK = """
            UPDATE coffer_users SET locked_at = :now, updated_at = :now, version = version + 1
            WHERE id = :id AND locked_at IS NULL
            RETURNING id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            """;
    private static final String UNLOCK = """
            UPDATE coffer_users SET locked_at = NULL, updated_at = :now, version = version + 1
            WHERE id = :id AND locked_at IS NOT NULL
            RETURNING id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            """;
    private static final String SET_PASSWORD_HASH = """
            UPDATE coffer_users SET password_hash = :passwordHash, updated_at = :now, version = version + 1
            WHERE id = :id
            """;
    private static final String REPLACE_PASSWORD_HASH =
            "UPDATE coffer_users SET password_hash = :replacement WHERE id = :id AND password_hash = :verified";
    private static final String DELETE = "DELETE FROM coffer_users WHERE id = :id";
    private static final String LIST_FIRST = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            FROM coffer_users ORDER BY id LIMIT :limit
            """;
    private static final String LIST_AFTER = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            FROM coffer_users WHERE id > :after ORDER BY id LIMIT :limit
            """;
    private static final String COUNT = "SELECT count(*) FROM coffer_users";

    /** Whoever takes the address after we have not found it may be gone when we look again. */
    private static final int FIND_OR_INSERT_TRIES = 5;

    private final Database database;
    private final RowMapper<User> mapper;

    /** On a database that keeps these types. */
    protected SqlUsers(Database database, ColumnTypes types) {
        this.database = database;
        mapper = Row.mapper(types, Stored::user);
    }

    /** For the operations that a backend adds. */
    protected final Database database() {
        return database;
    }

    /** Reads the users that a query of a backend's own selects, in the column order of the others. */
    protected final List<User> users(Query query) {
        return query.map(mapper).list();
    }

    @Override
    public void insert(List<StoredUser> users) {
        if (users.size() == 1) {
            database.write(connection -> connection.update(INSERT, UniqueField.EMAIL, row(users.get(0))));
            return;
        }
        database.atomic(connection -> {
            for (int i = 0; i < users.size(); i++) {
                connection.update(INSERT, UniqueField.EMAIL.inElement(i), row(users.get(i)));
            }
            return users;
        });
    }

    private static Arguments.Binding row(StoredUser stored) {
        User user = stored.user();
        return arguments -> arguments
                .uuid(user.id())
                .text(user.email())
                .text(stored.canonicalEmail())
                .instant(user.emailVerifiedAt())
                .text(stored.passwordHash().orElse(null))
                .json(user.metadata())
                .instant(user.createdAt())
                .instant(user.updatedAt())
                .number(user.version());
    }

    @Override
    public FoundOrCreated findOrInsert(StoredUser candidate) {
        return database.atomic(connection -> {
            for (int i = 0; i < FIND_OR_INSERT_TRIES; i++) {
                Optional<User> found = findByEmail(connection, candidate.canonicalEmail());
                if (found.isPresent()) {
                    return new FoundOrCreated(found.get(), false);
                }
                if (connection.update(INSERT_UNLESS_EMAIL_TAKEN, row(candidate)) == 1) {
                    return new FoundOrCreated(candidate.user(), true);
                }
            }
            throw new SerializationConflict("users with this address come and go", null);
        });
    }

    @Override
    public Optional<User> find(UUID id) {
        return database.read(connection -> find(connection, id));
    }

    private static Optional<User> find(SqlConnection connection, UUID id) {
        return connection.findOne(FIND, arguments -> arguments.uuid(id), Stored::user);
    }

    @Override
    public Optional<User> findByEmail(String canonicalEmail) {
        return database.read(connection -> findByEmail(connection, canonicalEmail));
    }

    private static Optional<User> findByEmail(SqlConnection connection, String canonicalEmail) {
        return connection.findOne(FIND_BY_EMAIL, arguments -> arguments.text(canonicalEmail), Stored::user);
    }

    @Override
    public Optional<Credentials> findCredentials(String canonicalEmail) {
        return database.read(connection ->
                connection.findOne(FIND_CREDENTIALS, arguments -> arguments.text(canonicalEmail), Stored::credentials));
    }

    @Override
    public Optional<String> findPasswordHash(UUID id) {
        return database.read(connection -> connection
                .handle()
                .createQuery(FIND_PASSWORD_HASH)
                .bind("id", id)
                .mapTo(String.class)
                .findOne());
    }

    @Override
    public User update(UUID id, UserChange change, Instant now) {
        return database.atomic(connection -> UniqueField.EMAIL
                .on(connection.handle().createQuery(UPDATE))
                .bind("id", id)
                .bind("email", change.email().map(UserChange.NewEmail::email).orElse(null))
                .bind(
                        "canonicalEmail",
                        change.email().map(UserChange.NewEmail::canonicalEmail).orElse(null))
                .bind("changesVerification", change.changesVerification())
                .bindByType("emailVerifiedAt", change.emailVerifiedAt().orElse(null), Instant.class)
                .bindByType("metadata", change.metadata().map(JsonDocument::new).orElse(null), JsonDocument.class)
                .bind("expectedVersion", boxed(change.expectedVersion()))
                .bind("now", now)
                .map(mapper)
                .findOne()
                .orElseThrow(() -> missingOrStale(connection.handle(), id)));
    }

    private static @Nullable Long boxed(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }

    private static RuntimeException missingOrStale(Handle handle, UUID id) {
        return handle.createQuery(FIND_VERSION)
                .bind("id", id)
                .mapTo(Long.class)
                .findOne()
                .<RuntimeException>map(version -> new VersionConflict(OptionalLong.of(version)))
                .orElseGet(() -> new NotFound("user"));
    }

    @Override
    public User setLocked(UUID id, boolean locked, Instant now) {
        return database.atomic(connection -> connection
                .handle()
                .createQuery(locked ? LOCK : UNLOCK)
                .bind("id", id)
                .bind("now", now)
                .map(mapper)
                .findOne()
                .or(() -> find(connection, id))
                .orElseThrow(() -> new NotFound("user")));
    }

    @Override
    public void setPasswordHash(UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
        database.atomic(connection -> {
            Handle handle = connection.handle();
            int updated = handle.createUpdate(SET_PASSWORD_HASH)
                    .bind("id", id)
                    .bind("passwordHash", passwordHash)
                    .bind("now", now)
                    .execute();
            if (updated == 0) {
                throw new NotFound("user");
            }
            return SqlSessions.end(handle, id, end);
        });
    }

    @Override
    public void replacePasswordHash(UUID id, String verified, String replacement) {
        database.write(connection -> connection
                .handle()
                .createUpdate(REPLACE_PASSWORD_HASH)
                .bind("id", id)
                .bind("verified", verified)
                .bind("replacement", replacement)
                .execute());
    }

    @Override
    public boolean delete(UUID id) {
        return database.write(connection ->
                connection.handle().createUpdate(DELETE).bind("id", id).execute() > 0);
    }

    @Override
    public List<User> list(@Nullable UUID after, int limit) {
        return database.read(connection -> after == null
                ? users(connection.handle().createQuery(LIST_FIRST).bind("limit", limit))
                : users(connection
                        .handle()
                        .createQuery(LIST_AFTER)
                        .bind("after", after)
                        .bind("limit", limit)));
    }

    @Override
    public long count() {
        return database.read(connection ->
                connection.handle().createQuery(COUNT).mapTo(Long.class).one());
    }
}
