package dev.coffer.storage.postgres;

import dev.coffer.storage.spi.RecordKind;
import java.util.List;

/** The tables that hold records, and how they are copied as a whole. Each copy has the columns in the same order. */
enum RecordTable {
    USERS(
            RecordKind.USER,
            """
            COPY coffer_users (id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version,
              canonical_email, password_hash)
            FROM STDIN (FORMAT BINARY)
            """,
            """
            COPY (
              SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version,
                canonical_email, password_hash
              FROM coffer_users
              ORDER BY id
            ) TO STDOUT (FORMAT BINARY)
            """,
            "SELECT count(*) FROM coffer_users",
            RecordField.uuid("id"),
            RecordField.text("email"),
            RecordField.time("emailVerifiedAt"),
            RecordField.time("lockedAt"),
            RecordField.json("metadata"),
            RecordField.time("createdAt"),
            RecordField.time("updatedAt"),
            RecordField.number("version"),
            RecordField.text("canonicalEmail"),
            RecordField.text("passwordHash")),
    SESSIONS(
            RecordKind.SESSION,
            """
            COPY coffer_sessions (id, user_id, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent,
              ip_address, metadata, token_hash)
            FROM STDIN (FORMAT BINARY)
            """,
            """
            COPY (
              SELECT id, user_id, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent,
                ip_address, metadata, token_hash
              FROM coffer_sessions
              ORDER BY id
            ) TO STDOUT (FORMAT BINARY)
            """,
            "SELECT count(*) FROM coffer_sessions",
            RecordField.uuid("id"),
            RecordField.uuid("userId"),
            RecordField.time("createdAt"),
            RecordField.time("lastSeenAt"),
            RecordField.time("expiresAt"),
            RecordField.time("absoluteExpiresAt"),
            RecordField.text("userAgent"),
            RecordField.text("ipAddress"),
            RecordField.json("metadata"),
            RecordField.bytes("tokenHash")),
    TOKENS(
            RecordKind.TOKEN,
            """
            COPY coffer_tokens (id, user_id, purpose, payload, created_at, expires_at, token_hash)
            FROM STDIN (FORMAT BINARY)
            """,
            """
            COPY (
              SELECT id, user_id, purpose, payload, created_at, expires_at, token_hash
              FROM coffer_tokens
              ORDER BY id
            ) TO STDOUT (FORMAT BINARY)
            """,
            "SELECT count(*) FROM coffer_tokens",
            RecordField.uuid("id"),
            RecordField.uuid("userId"),
            RecordField.text("purpose"),
            RecordField.json("payload"),
            RecordField.time("createdAt"),
            RecordField.time("expiresAt"),
            RecordField.bytes("tokenHash")),
    KEY_VALUES(
            RecordKind.KEY_VALUE,
            """
            COPY coffer_key_values (namespace, id, key, value, version, expires_at, created_at, updated_at)
            FROM STDIN (FORMAT BINARY)
            """,
            """
            COPY (
              SELECT namespace, id, key, value, version, expires_at, created_at, updated_at
              FROM coffer_key_values
              ORDER BY namespace, id, key
            ) TO STDOUT (FORMAT BINARY)
            """,
            "SELECT count(*) FROM coffer_key_values",
            RecordField.text("namespace"),
            RecordField.text("id"),
            RecordField.text("key"),
            RecordField.bytes("value"),
            RecordField.number("version"),
            RecordField.time("expiresAt"),
            RecordField.time("createdAt"),
            RecordField.time("updatedAt"));

    private final RecordKind kind;
    private final String copyIn;
    private final String copyOut;
    private final String count;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<RecordField> fields;

    RecordTable(RecordKind kind, String copyIn, String copyOut, String count, RecordField... fields) {
        this.kind = kind;
        this.copyIn = copyIn;
        this.copyOut = copyOut;
        this.count = count;
        this.fields = List.of(fields);
    }

    static RecordTable of(RecordKind kind) {
        return switch (kind) {
            case USER -> USERS;
            case SESSION -> SESSIONS;
            case TOKEN -> TOKENS;
            case KEY_VALUE -> KEY_VALUES;
        };
    }

    RecordKind kind() {
        return kind;
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

    /** In the order of the columns. */
    List<RecordField> fields() {
        return fields;
    }
}
