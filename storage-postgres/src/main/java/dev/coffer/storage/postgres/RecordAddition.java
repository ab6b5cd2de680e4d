package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.spi.RecordField;
import dev.coffer.storage.spi.RecordRows;
import dev.coffer.storage.spi.RecordTarget.Refusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

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
    private static final String INSERT_AUDIT_RECORD = """
            INSERT INTO coffer_audit (position, entry, at, operation, user_id, id, namespace, key, actor, request, change, digest)
            VALUES (:position, :entry, :at, :operation, :userId, :id, :namespace, :key, :actor, :request, :change, :digest)
            ON CONFLICT DO NOTHING
            """;
    private static final String INSERT_UNSEALED = """
            INSERT INTO coffer_audit_pending (entry, at, operation, user_id, id, namespace, key, actor, request, change)
            OVERRIDING SYSTEM VALUE
            VALUES (:entry, :at, :operation, :userId, :id, :namespace, :key, :actor, :request, :change)
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
    private static final String COLLIDING_AUDIT_RECORD = """
            SELECT 'position',
              (entry, at, operation, user_id, id, namespace, key, actor, request, change, digest) IS NOT DISTINCT FROM
              (:entry, :at, :operation, :userId, :id, :namespace, :key, :actor, :request, :change, :digest)
            FROM coffer_audit WHERE position = :position
            """;
    private static final String COLLIDING_UNSEALED = """
            SELECT 'entry',
              (at, operation, user_id, id, namespace, key, actor, request, change) IS NOT DISTINCT FROM
              (:at, :operation, :userId, :id, :namespace, :key, :actor, :request, :change)
            FROM coffer_audit_pending WHERE entry = :entry
            """;

    private static final String USER_ID = "userId";
    private static final String FIND_USER = "SELECT EXISTS (SELECT 1 FROM coffer_users WHERE id = :userId)";

    private final Handle handle;
    private final RecordRows records;
    private final List<RecordField> fields;
    private final List<Refusal> refusals = new ArrayList<>();

    RecordAddition(Handle handle, RecordRows records) {
        this.handle = handle;
        this.records = records;
        fields = records.kind().fields();
    }

    void run() {
        refusals.clear();
        for (int row = 0; row < records.size(); row++) {
            switch (records.kind()) {
                case USER -> add(INSERT_USER, COLLIDING_USER, row);
                case SESSION -> add(INSERT_SESSION, COLLIDING_SESSION, row);
                case TOKEN -> add(INSERT_TOKEN, COLLIDING_TOKEN, row);
                case KEY_VALUE -> add(INSERT_KEY_VALUE, COLLIDING_KEY_VALUE, row);
                case AUDIT_RECORD -> add(INSERT_AUDIT_RECORD, COLLIDING_AUDIT_RECORD, row);
                case UNSEALED_AUDIT_RECORD -> add(INSERT_UNSEALED, COLLIDING_UNSEALED, row);
            }
        }
    }

    /** Finds what would not be added; adds nothing. */
    void foresee() {
        refusals.clear();
        for (int row = 0; row < records.size(); row++) {
            switch (records.kind()) {
                case USER -> find(COLLIDING_USER, row).ifPresent(refusals::add);
                case SESSION -> foresee(COLLIDING_SESSION, row);
                case TOKEN -> foresee(COLLIDING_TOKEN, row);
                case KEY_VALUE -> find(COLLIDING_KEY_VALUE, row).ifPresent(refusals::add);
                case AUDIT_RECORD -> find(COLLIDING_AUDIT_RECORD, row).ifPresent(refusals::add);
                case UNSEALED_AUDIT_RECORD -> find(COLLIDING_UNSEALED, row).ifPresent(refusals::add);
            }
        }
    }

    private void foresee(String colliding, int row) {
        Optional<Refusal> collision = find(colliding, row);
        if (collision.isPresent()) {
            refusals.add(collision.get());
        } else if (!isUserThere(row)) {
            refusals.add(new Refusal(row, USER_ID, false));
        }
    }

    private boolean isUserThere(int row) {
        return handle.createQuery(FIND_USER)
                .bind(USER_ID, records.uuid(row, records.kind().indexOf(USER_ID)))
                .mapTo(Boolean.class)
                .one();
    }

    /** Those that were not added. */
    List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    private void add(String insert, String colliding, int row) {
        if (bind(handle.createUpdate(insert), row).execute() > 0) {
            return;
        }
        refusals.add(find(colliding, row).orElseGet(() -> new Refusal(row, USER_ID, false)));
    }

    private Optional<Refusal> find(String colliding, int row) {
        return bind(handle.createQuery(colliding), row)
                .map((found, context) -> new Refusal(row, found.getString(1), found.getBoolean(2)))
                .findOne();
    }

    private <T extends SqlStatement<T>> T bind(T statement, int row) {
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.get(i).name();
            boolean isAbsent = records.isAbsent(row, i);
            switch (fields.get(i).type()) {
                case UUID -> statement.bind(name, records.uuid(row, i));
                case TEXT -> statement.bind(name, isAbsent ? null : records.text(row, i));
                case JSON -> statement.bind(name, JsonDocument.parse(records.text(row, i)));
                case BYTES -> statement.bind(name, records.bytes(row, i));
                case INSTANT -> statement.bindByType(name, isAbsent ? null : instant(row, i), Instant.class);
                case NUMBER -> statement.bind(name, records.number(row, i));
            }
        }
        return statement;
    }

    private Instant instant(int row, int field) {
        return Instant.EPOCH.plus(records.number(row, field), ChronoUnit.MICROS);
    }
}
