package dev.coffer.storage.postgres;

import dev.coffer.storage.spi.RecordKind;
import java.util.Locale;

/** The tables that hold records, and how they are copied as a whole: with the columns in the order of the kind's fields. */
enum RecordTable {
    USERS(RecordKind.USER, """
            COPY coffer_users (id, email, canonical_email, email_verified_at, locked_at, password_hash, metadata,
              created_at, updated_at, version)
            FROM STDIN (FORMAT BINARY)
            """, """
            COPY (
              SELECT id, email, canonical_email, email_verified_at, locked_at, password_hash, metadata,
                created_at, updated_at, version
              FROM coffer_users
              ORDER BY id
            ) TO STDOUT (FORMAT BINARY)
            """, "SELECT count(*) FROM coffer_users"),
    SESSIONS(RecordKind.SESSION, """
            COPY coffer_sessions (id, user_id, token_hash, created_at, last_seen_at, expires_at, absolute_expires_at,
              user_agent, ip_address, metadata)
            FROM STDIN (FORMAT BINARY)
            """, """
            COPY (
              SELECT id, user_id, token_hash, created_at, last_seen_at, expires_at, absolute_expires_at,
                user_agent, ip_address, metadata
              FROM coffer_sessions
              ORDER BY id
            ) TO STDOUT (FORMAT BINARY)
            """, "SELECT count(*) FROM coffer_sessions"),
    TOKENS(RecordKind.TOKEN, """
            COPY coffer_tokens (id, user_id, purpose, token_hash, payload, created_at, expires_at)
            FROM STDIN (FORMAT BINARY)
            """, """
            COPY (
              SELECT id, user_id, purpose, token_hash, payload, created_at, expires_at
              FROM coffer_tokens
              ORDER BY id
            ) TO STDOUT (FORMAT BINARY)
            """, "SELECT count(*) FROM coffer_tokens"),
    KEY_VALUES(RecordKind.KEY_VALUE, """
            COPY coffer_key_values (namespace, id, key, value, expires_at, created_at, updated_at, version)
            FROM STDIN (FORMAT BINARY)
            """, """
            COPY (
              SELECT namespace, id, key, value, expires_at, created_at, updated_at, version
              FROM coffer_key_values
              ORDER BY namespace, id, key
            ) TO STDOUT (FORMAT BINARY)
            """, "SELECT count(*) FROM coffer_key_values"),
    AUDIT(RecordKind.AUDIT_RECORD, """
            COPY coffer_audit (position, entry, at, operation, user_id, id, namespace, key, actor, request, change, digest)
            FROM STDIN (FORMAT BINARY)
            """, """
            COPY (
              SELECT position, entry, at, operation, user_id, id, namespace, key, actor, request, change, digest
              FROM coffer_audit
              ORDER BY position
            ) TO STDOUT (FORMAT BINARY)
            """, "SELECT count(*) FROM coffer_audit"),
    AUDIT_PENDING(RecordKind.UNSEALED_AUDIT_RECORD, """
            COPY coffer_audit_pending (entry, at, operation, user_id, id, namespace, key, actor, request, change)
            FROM STDIN (FORMAT BINARY)
            """, """
            COPY (
              SELECT entry, at, operation, user_id, id, namespace, key, actor, request, change
              FROM coffer_audit_pending
              ORDER BY entry
            ) TO STDOUT (FORMAT BINARY)
            """, "SELECT count(*) FROM coffer_audit_pending");

    private final RecordKind kind;
    private final String copyIn;
    private final String copyOut;
    private final String count;

    RecordTable(RecordKind kind, String copyIn, String copyOut, String count) {
        this.kind = kind;
        this.copyIn = copyIn;
        this.copyOut = copyOut;
        this.count = count;
    }

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

    /** What it is called. */
    String table() {
        return "coffer_" + name().toLowerCase(Locale.ROOT);
    }

    String copyIn() {
        return copyIn;
    }

    /** In the order of the keys. */
    String copyOut() {
        return copyOut;
    }

    String count() {
        return count;
    }
}
