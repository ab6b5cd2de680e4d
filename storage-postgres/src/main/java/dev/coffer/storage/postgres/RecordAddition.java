package dev.coffer.storage.postgres;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Session;
import dev.coffer.storage.User;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.spi.RecordTarget.Refusal;
import dev.coffer.storage.spi.StoredKeyValue;
import dev.coffer.storage.spi.StoredRecord;
import dev.coffer.storage.spi.StoredSession;
import dev.coffer.storage.spi.StoredToken;
import dev.coffer.storage.spi.StoredUser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;

/** Adds records one by one, in a transaction, and counts those that collide with what is there. */
final class RecordAddition {
    private static final String INSERT_USER = """
            INSERT INTO coffer_users
              (id, email, canonical_email, email_verified_at, locked_at, password_hash, metadata,
                created_at, updated_at, version)
            VALUES
              (:id, :email, :canonicalEmail, :emailVerifiedAt, :lockedAt, :passwordHash, :metadata,
                :createdAt, :updatedAt, :version)
            ON CONFLICT DO NOTHING
            """;

    /** The user stays until the transaction ends; without one, nothing is inserted and nothing fails. */
    private static final String INSERT_SESSION = """
            INSERT INTO coffer_sessions
              (id, token_hash, user_id, created_at, last_seen_at, expires_at, absolute_expires_at,
                user_agent, ip_address, metadata)
            SELECT :id, :tokenHash, id, :createdAt, :lastSeenAt, :expiresAt, :absoluteExpiresAt,
              :userAgent, :ipAddress, :metadata
            FROM coffer_users WHERE id = :userId FOR KEY SHARE
            ON CONFLICT DO NOTHING
            """;

    private static final String INSERT_TOKEN = """
            INSERT INTO coffer_tokens (id, token_hash, user_id, purpose, payload, created_at, expires_at)
            SELECT :id, :tokenHash, id, :purpose, :payload, :createdAt, :expiresAt
            FROM coffer_users WHERE id = :userId FOR KEY SHARE
            ON CONFLICT DO NOTHING
            """;
    private static final String INSERT_KEY_VALUE = """
            INSERT INTO coffer_key_values (namespace, id, key, value, version, expires_at, created_at, updated_at)
            VALUES (:namespace, :id, :key, :value, :version, :expiresAt, :createdAt, :updatedAt)
            ON CONFLICT DO NOTHING
            """;

    private static final String COLLIDING_USER = """
            SELECT CASE WHEN id = :id THEN 'id' ELSE 'email' END,
              (id, email, canonical_email, email_verified_at, locked_at, password_hash, metadata,
                created_at, updated_at, version) IS NOT DISTINCT FROM
              (:id, :email, :canonicalEmail, :emailVerifiedAt, :lockedAt, :passwordHash, :metadata,
                :createdAt, :updatedAt, :version)
            FROM coffer_users WHERE id = :id OR canonical_email = :canonicalEmail ORDER BY id <> :id LIMIT 1
            """;
    private static final String COLLIDING_SESSION = """
            SELECT CASE WHEN id = :id THEN 'id' ELSE 'tokenHash' END,
              (id, token_hash, user_id, created_at, last_seen_at, expires_at, absolute_expires_at,
                user_agent, ip_address, metadata) IS NOT DISTINCT FROM
              (:id, :tokenHash, :userId, :createdAt, :lastSeenAt, :expiresAt, :absoluteExpiresAt,
                :userAgent, :ipAddress, :metadata)
            FROM coffer_sessions WHERE id = :id OR token_hash = :tokenHash ORDER BY id <> :id LIMIT 1
            """;
    private static final String COLLIDING_TOKEN = """
            SELECT CASE WHEN id = :id THEN 'id' ELSE 'tokenHash' END,
              (id, token_hash, user_id, purpose, payload, created_at, expires_at) IS NOT DISTINCT FROM
              (:id, :tokenHash, :userId, :purpose, :payload, :createdAt, :expiresAt)
            FROM coffer_tokens WHERE id = :id OR token_hash = :tokenHash ORDER BY id <> :id LIMIT 1
            """;
    private static final String COLLIDING_KEY_VALUE = """
            SELECT 'key',
              (value, version, expires_at, created_at, updated_at) IS NOT DISTINCT FROM
              (:value, :version, :expiresAt, :createdAt, :updatedAt)
            FROM coffer_key_values WHERE namespace = :namespace AND id = :id AND key = :key
            """;

    private final Handle handle;
    private final List<Refusal> refusals = new ArrayList<>();
    private int element;

    RecordAddition(Handle handle) {
        this.handle = handle;
    }

    /** Of those that were added so far. */
    List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    void add(StoredRecord record) {
        if (record instanceof StoredUser user) {
            add(INSERT_USER, COLLIDING_USER, statement -> bind(statement, user));
        } else if (record instanceof StoredSession session) {
            add(INSERT_SESSION, COLLIDING_SESSION, statement -> bind(statement, session));
        } else if (record instanceof StoredToken token) {
            add(INSERT_TOKEN, COLLIDING_TOKEN, statement -> bind(statement, token));
        } else if (record instanceof StoredKeyValue keyValue) {
            add(INSERT_KEY_VALUE, COLLIDING_KEY_VALUE, statement -> bind(statement, keyValue.item()));
        }
        element++;
    }

    private void add(String insert, String colliding, Consumer<SqlStatement<?>> binding) {
        Update insertion = handle.createUpdate(insert);
        binding.accept(insertion);
        if (insertion.execute() > 0) {
            return;
        }
        Query question = handle.createQuery(colliding);
        binding.accept(question);
        refusals.add(question.map((row, context) -> new Refusal(element, row.getString(1), row.getBoolean(2)))
                .findOne()
                .orElseGet(() -> new Refusal(element, "userId", false)));
    }

    private static void bind(SqlStatement<?> statement, StoredUser stored) {
        User user = stored.user();
        statement.bind("id", user.id());
        statement.bind("email", user.email());
        statement.bind("canonicalEmail", stored.canonicalEmail());
        bind(statement, "emailVerifiedAt", user.emailVerifiedAt());
        bind(statement, "lockedAt", user.lockedAt());
        statement.bind("passwordHash", stored.passwordHash().orElse(null));
        statement.bind("metadata", new JsonDocument(user.metadata()));
        statement.bind("createdAt", user.createdAt());
        statement.bind("updatedAt", user.updatedAt());
        statement.bind("version", user.version());
    }

    private static void bind(SqlStatement<?> statement, StoredSession stored) {
        Session session = stored.session();
        statement.bind("id", session.id());
        statement.bind("tokenHash", stored.tokenHash());
        statement.bind("userId", session.userId());
        statement.bind("createdAt", session.createdAt());
        statement.bind("lastSeenAt", session.lastSeenAt());
        statement.bind("expiresAt", session.expiresAt());
        bind(statement, "absoluteExpiresAt", session.absoluteExpiresAt());
        statement.bind("userAgent", session.userAgent().orElse(null));
        statement.bind("ipAddress", session.ipAddress().orElse(null));
        statement.bind("metadata", new JsonDocument(session.metadata()));
    }

    private static void bind(SqlStatement<?> statement, StoredToken stored) {
        OneTimeToken token = stored.token();
        statement.bind("id", token.id());
        statement.bind("tokenHash", stored.tokenHash());
        statement.bind("userId", token.userId());
        statement.bind("purpose", token.purpose());
        statement.bind("payload", new JsonDocument(token.payload()));
        statement.bind("createdAt", token.createdAt());
        statement.bind("expiresAt", token.expiresAt());
    }

    private static void bind(SqlStatement<?> statement, KeyValue item) {
        statement.bind("namespace", item.namespace());
        statement.bind("id", item.id());
        statement.bind("key", item.key());
        statement.bind("value", item.value());
        statement.bind("version", item.version());
        bind(statement, "expiresAt", item.expiresAt());
        statement.bind("createdAt", item.createdAt());
        statement.bind("updatedAt", item.updatedAt());
    }

    private static void bind(SqlStatement<?> statement, String name, Optional<Instant> instant) {
        statement.bindByType(name, instant.orElse(null), Instant.class);
    }
}
