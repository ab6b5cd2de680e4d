package dev.coffer.storage.sqlite;

import dev.coffer.storage.spi.RecordKind;
import java.util.Optional;

/** The table of one kind of records. Its statements have the columns in the order of the kind's fields. */
enum RecordTable {
    /** {@code coffer_users}. */
    USERS(RecordKind.USER, "id", "email", "SELECT count(*) FROM coffer_users", """
            SELECT id, email, canonical_email, email_verified_at, locked_at, password_hash, metadata, created_at, updated_at,
              version
            FROM coffer_users ORDER BY id
            """, """
            SELECT id, email, canonical_email, email_verified_at, locked_at, password_hash, metadata, created_at, updated_at,
              version
            FROM coffer_users WHERE id = ?
            """, """
            INSERT INTO coffer_users (id, email, canonical_email, email_verified_at, locked_at, password_hash, metadata,
              created_at, updated_at, version)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """, """
            SELECT 1 FROM coffer_users
            WHERE typeof(id) <> 'text' OR typeof(email) <> 'text' OR typeof(canonical_email) <> 'text'
              OR typeof(coalesce(email_verified_at, 0)) <> 'integer' OR typeof(coalesce(locked_at, 0)) <> 'integer'
              OR typeof(coalesce(password_hash, '')) <> 'text' OR typeof(metadata) <> 'text'
              OR typeof(created_at) <> 'integer' OR typeof(updated_at) <> 'integer' OR typeof(version) <> 'integer'
            LIMIT 1
            """, Optional.empty()),
    /** {@code coffer_sessions}. */
    SESSIONS(
            RecordKind.SESSION,
            "id",
            "tokenHash",
            "SELECT count(*) FROM coffer_sessions",
            """
            SELECT id, user_id, token_hash, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent, ip_address,
              metadata
            FROM coffer_sessions ORDER BY id
            """,
            """
            SELECT id, user_id, token_hash, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent, ip_address,
              metadata
            FROM coffer_sessions WHERE id = ?
            """,
            """
            INSERT INTO coffer_sessions (id, user_id, token_hash, created_at, last_seen_at, expires_at, absolute_expires_at,
              user_agent, ip_address, metadata)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            """
            SELECT 1 FROM coffer_sessions
            WHERE typeof(id) <> 'text' OR typeof(user_id) <> 'text' OR typeof(token_hash) <> 'blob'
              OR typeof(created_at) <> 'integer' OR typeof(last_seen_at) <> 'integer' OR typeof(expires_at) <> 'integer'
              OR typeof(coalesce(absolute_expires_at, 0)) <> 'integer' OR typeof(coalesce(user_agent, '')) <> 'text'
              OR typeof(coalesce(ip_address, '')) <> 'text' OR typeof(metadata) <> 'text'
            LIMIT 1
            """,
            Optional.of("""
            SELECT 1 FROM coffer_sessions s
            WHERE NOT EXISTS (SELECT 1 FROM coffer_users u WHERE u.id = s.user_id)
            LIMIT 1
            """)),
    /** {@code coffer_tokens}. */
    TOKENS(
            RecordKind.TOKEN,
            "id",
            "tokenHash",
            "SELECT count(*) FROM coffer_tokens",
            """
            SELECT id, user_id, purpose, token_hash, payload, created_at, expires_at FROM coffer_tokens ORDER BY id
            """,
            """
            SELECT id, user_id, purpose, token_hash, payload, created_at, expires_at FROM coffer_tokens WHERE id = ?
            """,
            """
            INSERT INTO coffer_tokens (id, user_id, purpose, token_hash, payload, created_at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            """
            SELECT 1 FROM coffer_tokens
            WHERE typeof(id) <> 'text' OR typeof(user_id) <> 'text' OR typeof(purpose) <> 'text'
              OR typeof(token_hash) <> 'blob' OR typeof(payload) <> 'text'
              OR typeof(created_at) <> 'integer' OR typeof(expires_at) <> 'integer'
            LIMIT 1
            """,
            Optional.of("""
            SELECT 1 FROM coffer_tokens t
            WHERE NOT EXISTS (SELECT 1 FROM coffer_users u WHERE u.id = t.user_id)
            LIMIT 1
            """)),
    /** {@code coffer_key_values}. */
    KEY_VALUES(
            RecordKind.KEY_VALUE,
            "key",
            "key",
            "SELECT count(*) FROM coffer_key_values",
            """
            SELECT namespace, id, key, value, expires_at, created_at, updated_at, version FROM coffer_key_values
            ORDER BY namespace, id, key
            """,
            """
            SELECT namespace, id, key, value, expires_at, created_at, updated_at, version FROM coffer_key_values
            WHERE namespace = ? AND id = ? AND key = ?
            """,
            """
            INSERT INTO coffer_key_values (namespace, id, key, value, expires_at, created_at, updated_at, version)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            """
            SELECT 1 FROM coffer_key_values
            WHERE typeof(namespace) <> 'text' OR typeof(id) <> 'text' OR typeof(key) <> 'text' OR typeof(value) <> 'blob'
              OR typeof(coalesce(expires_at, 0)) <> 'integer' OR typeof(created_at) <> 'integer'
              OR typeof(updated_at) <> 'integer' OR typeof(version) <> 'integer'
            LIMIT 1
            """,
            Optional.empty()),
    /** {@code coffer_audit}. */
    AUDIT(
            RecordKind.AUDIT_RECORD,
            "position",
            "position",
            "SELECT count(*) FROM coffer_audit",
            """
            SELECT position, entry, at, operation, user_id, id, namespace, key, actor, request, change, digest FROM coffer_audit
            ORDER BY position
            """,
            """
            SELECT position, entry, at, operation, user_id, id, namespace, key, actor, request, change, digest FROM coffer_audit
            WHERE position = ?
            """,
            """
            INSERT INTO coffer_audit (position, entry, at, operation, user_id, id, namespace, key, actor, request, change, digest)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            """
            SELECT 1 FROM coffer_audit
            WHERE typeof(entry) <> 'integer' OR typeof(at) <> 'integer' OR typeof(operation) <> 'text'
              OR typeof(coalesce(user_id, '')) <> 'text' OR typeof(id) <> 'text' OR typeof(coalesce(namespace, '')) <> 'text'
              OR typeof(coalesce(key, '')) <> 'text' OR typeof(coalesce(actor, '')) <> 'text'
              OR typeof(coalesce(request, '')) <> 'text' OR typeof(change) <> 'text' OR typeof(digest) <> 'text'
            LIMIT 1
            """,
            Optional.empty()),
    /** {@code coffer_audit_pending}. */
    AUDIT_PENDING(
            RecordKind.UNSEALED_AUDIT_RECORD,
            "entry",
            "entry",
            "SELECT count(*) FROM coffer_audit_pending",
            """
            SELECT entry, at, operation, user_id, id, namespace, key, actor, request, change FROM coffer_audit_pending
            ORDER BY entry
            """,
            """
            SELECT entry, at, operation, user_id, id, namespace, key, actor, request, change FROM coffer_audit_pending
            WHERE entry = ?
            """,
            """
            INSERT INTO coffer_audit_pending (entry, at, operation, user_id, id, namespace, key, actor, request, change)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            """
            SELECT 1 FROM coffer_audit_pending
            WHERE typeof(at) <> 'integer' OR typeof(operation) <> 'text'
              OR typeof(coalesce(user_id, '')) <> 'text' OR typeof(id) <> 'text' OR typeof(coalesce(namespace, '')) <> 'text'
              OR typeof(coalesce(key, '')) <> 'text' OR typeof(coalesce(actor, '')) <> 'text'
              OR typeof(coalesce(request, '')) <> 'text' OR typeof(change) <> 'text'
            LIMIT 1
            """,
            Optional.empty());

    /** Whether there is such a user. */
    static final String FIND_USER = "SELECT 1 FROM coffer_users WHERE id = ?";

    private final RecordKind kind;
    private final String keyField;
    private final String uniqueField;
    private final String count;
    private final String select;
    private final String selectOne;
    private final String insert;
    private final String selectMisfit;
    private final Optional<String> selectOrphan;

    RecordTable(
            RecordKind kind,
            String keyField,
            String uniqueField,
            String count,
            String select,
            String selectOne,
            String insert,
            String selectMisfit,
            Optional<String> selectOrphan) {
        this.kind = kind;
        this.keyField = keyField;
        this.uniqueField = uniqueField;
        this.count = count;
        this.select = select;
        this.selectOne = selectOne;
        this.insert = insert;
        this.selectMisfit = selectMisfit;
        this.selectOrphan = selectOrphan;
    }

    /** The table of this kind. */
    static RecordTable of(RecordKind kind) {
        return switch (kind) {
            case USER -> USERS;
            case SESSION -> SESSIONS;
            case TOKEN -> TOKENS;
            case KEY_VALUE -> KEY_VALUES;
            case AUDIT_RECORD -> AUDIT;
            case UNSEALED_AUDIT_RECORD -> AUDIT_PENDING;
        };
    }

    RecordKind kind() {
        return kind;
    }

    /** What identifies a record, as errors name it. */
    String keyField() {
        return keyField;
    }

    /** What else no two records may have in common, as errors name it. */
    String uniqueField() {
        return uniqueField;
    }

    /** Whether a record has it; empty if that is the key. */
    Optional<String> selectUnique() {
        return switch (this) {
            case USERS -> Optional.of("SELECT 1 FROM coffer_users WHERE canonical_email = ?");
            case SESSIONS -> Optional.of("SELECT 1 FROM coffer_sessions WHERE token_hash = ?");
            case TOKENS -> Optional.of("SELECT 1 FROM coffer_tokens WHERE token_hash = ?");
            case KEY_VALUES, AUDIT, AUDIT_PENDING -> Optional.empty();
        };
    }

    String count() {
        return count;
    }

    /** All rows in the order of their keys. */
    String select() {
        return select;
    }

    /** The row with a key. */
    String selectOne() {
        return selectOne;
    }

    /** Stores a record unless it collides with another. */
    String insert() {
        return insert;
    }

    /** Finds a row with a value of another storage class than its column's, which a STRICT table has only if its definition was edited. */
    String selectMisfit() {
        return selectMisfit;
    }

    /** Finds a row whose user does not exist; empty if rows of this kind have none. */
    Optional<String> selectOrphan() {
        return selectOrphan;
    }
}
