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
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Users in {@code coffer_users}. A backend adds how to find many. */
public abstract class SqlUsers implements UserStorage {
    private static final String INSERT = """
            INSERT INTO coffer_users
              (id, email, canonical_email, email_verified_at, password_hash, metadata, created_at, updated_at, version)
            VALUES
              (:id, :email, :canonicalEmail, :emailVerifiedAt, :passwordHash, :metadata, :createdAt, :updatedAt, :version)
            """;
    private static final String INSERT_UNLESS_EMAIL_TAKEN = """
            INSERT INTO coffer_users
              (id, email, canonical_email, email_verified_at, password_hash, metadata, created_at, updated_at, version)
            VALUES
              (:id, :email, :canonicalEmail, :emailVerifiedAt, :passwordHash, :metadata, :createdAt, :updatedAt, :version)
            ON CONFLICT (canonical_email) DO NOTHING
            """;
    private static final String FIND = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            FROM coffer_users WHERE id = :id
            """;
    private static final String FIND_BY_EMAIL = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            FROM coffer_users WHERE canonical_email = :canonicalEmail
            """;
    private static final String FIND_CREDENTIALS = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version, password_hash
            FROM coffer_users WHERE canonical_email = :canonicalEmail
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

    private static final UserMapper USER = new UserMapper();

    private final Database database;

    /** On this database. */
    protected SqlUsers(Database database) {
        this.database = database;
    }

    /** For the operations that a backend adds. */
    protected final Database database() {
        return database;
    }

    /** Reads the users that a query of a backend's own selects, in the column order of the others. */
    protected static List<User> users(org.jdbi.v3.core.statement.Query query) {
        return query.map(USER).list();
    }

    @Override
    public void insert(List<StoredUser> users) {
        if (users.size() == 1) {
            database.write(handle -> Violation.uniqueField(bind(handle, INSERT, users.get(0)), "email")
                    .execute());
            return;
        }
        database.atomic(handle -> {
            for (int i = 0; i < users.size(); i++) {
                Violation.uniqueField(bind(handle, INSERT, users.get(i)), "email", i)
                        .execute();
            }
            return users;
        });
    }

    private static Update bind(Handle handle, String insert, StoredUser stored) {
        User user = stored.user();
        return handle.createUpdate(insert)
                .bind("id", user.id())
                .bind("email", user.email())
                .bind("canonicalEmail", stored.canonicalEmail())
                .bindByType("emailVerifiedAt", user.emailVerifiedAt().orElse(null), Instant.class)
                .bind("passwordHash", stored.passwordHash().orElse(null))
                .bind("metadata", new JsonDocument(user.metadata()))
                .bind("createdAt", user.createdAt())
                .bind("updatedAt", user.updatedAt())
                .bind("version", user.version());
    }

    @Override
    public FoundOrCreated findOrInsert(StoredUser candidate) {
        return database.atomic(handle -> {
            for (int i = 0; i < FIND_OR_INSERT_TRIES; i++) {
                Optional<User> found = findByEmail(handle, candidate.canonicalEmail());
                if (found.isPresent()) {
                    return new FoundOrCreated(found.get(), false);
                }
                if (bind(handle, INSERT_UNLESS_EMAIL_TAKEN, candidate).execute() == 1) {
                    return new FoundOrCreated(candidate.user(), true);
                }
            }
            throw new SerializationConflict("users with this address come and go", null);
        });
    }

    @Override
    public Optional<User> find(UUID id) {
        return database.read(handle -> find(handle, id));
    }

    private static Optional<User> find(Handle handle, UUID id) {
        return handle.createQuery(FIND).bind("id", id).map(USER).findOne();
    }

    @Override
    public Optional<User> findByEmail(String canonicalEmail) {
        return database.read(handle -> findByEmail(handle, canonicalEmail));
    }

    private static Optional<User> findByEmail(Handle handle, String canonicalEmail) {
        return handle.createQuery(FIND_BY_EMAIL)
                .bind("canonicalEmail", canonicalEmail)
                .map(USER)
                .findOne();
    }

    @Override
    public Optional<Credentials> findCredentials(String canonicalEmail) {
        return database.read(handle -> handle.createQuery(FIND_CREDENTIALS)
                .bind("canonicalEmail", canonicalEmail)
                .map((row, context) -> new Credentials(
                        USER.map(row, context), Optional.ofNullable(row.getString(UserMapper.WIDTH + 1))))
                .findOne());
    }

    @Override
    public Optional<String> findPasswordHash(UUID id) {
        return database.read(handle -> handle.createQuery(FIND_PASSWORD_HASH)
                .bind("id", id)
                .mapTo(String.class)
                .findOne());
    }

    @Override
    public User update(UUID id, UserChange change, Instant now) {
        return database.atomic(handle -> Violation.uniqueField(handle.createQuery(UPDATE), "email")
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
                .map(USER)
                .findOne()
                .orElseThrow(() -> missingOrStale(handle, id)));
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
        return database.atomic(handle -> handle.createQuery(locked ? LOCK : UNLOCK)
                .bind("id", id)
                .bind("now", now)
                .map(USER)
                .findOne()
                .or(() -> find(handle, id))
                .orElseThrow(() -> new NotFound("user")));
    }

    @Override
    public void setPasswordHash(UUID id, @Nullable String passwordHash, EndSessions end, Instant now) {
        database.atomic(handle -> {
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
        database.write(handle -> handle.createUpdate(REPLACE_PASSWORD_HASH)
                .bind("id", id)
                .bind("verified", verified)
                .bind("replacement", replacement)
                .execute());
    }

    @Override
    public boolean delete(UUID id) {
        return database.write(
                handle -> handle.createUpdate(DELETE).bind("id", id).execute() > 0);
    }

    @Override
    public List<User> list(@Nullable UUID after, int limit) {
        return database.read(handle -> after == null
                ? users(handle.createQuery(LIST_FIRST).bind("limit", limit))
                : users(handle.createQuery(LIST_AFTER).bind("after", after).bind("limit", limit)));
    }

    @Override
    public long count() {
        return database.read(
                handle -> handle.createQuery(COUNT).mapTo(Long.class).one());
    }
}
