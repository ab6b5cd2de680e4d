package dev.coffer.benchmarks.sqlite;

/** The statements that one would write by hand for SQLite. */
final class SqliteSql {
    static final String SESSION = """
            SELECT id, user_id, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent, ip_address, metadata
            FROM coffer_sessions WHERE token_hash = ? AND expires_at > ?
            """;
    static final String SESSION_AND_USER = """
            SELECT s.id, s.user_id, s.created_at, s.last_seen_at, s.expires_at, s.absolute_expires_at,
              s.user_agent, s.ip_address, s.metadata,
              u.id, u.email, u.email_verified_at, u.locked_at, u.metadata, u.created_at, u.updated_at, u.version
            FROM coffer_sessions s JOIN coffer_users u ON u.id = s.user_id
            WHERE s.token_hash = ? AND s.expires_at > ? AND u.locked_at IS NULL
            """;
    static final String USER = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            FROM coffer_users WHERE id = ?
            """;
    static final String USER_BY_EMAIL = """
            SELECT id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version
            FROM coffer_users WHERE canonical_email = ?
            """;
    static final String KEY_VALUE = """
            SELECT namespace, id, key, value, version, expires_at, created_at, updated_at
            FROM coffer_key_values
            WHERE namespace = ? AND id = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)
            """;
    static final String SCAN = """
            SELECT namespace, id, key, value, version, expires_at, created_at, updated_at
            FROM coffer_key_values
            WHERE namespace = ? AND id >= ? AND (expires_at IS NULL OR expires_at > ?)
            ORDER BY id, key LIMIT ?
            """;
    static final String ISSUE = """
            INSERT INTO coffer_sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at, metadata)
            VALUES (?, ?, ?, ?, ?, ?, '{}')
            """;
    static final String CREATE = """
            INSERT INTO coffer_users
              (id, email, canonical_email, password_hash, metadata, created_at, updated_at, version)
            VALUES (?, ?, ?, ?, '{}', ?, ?, 1)
            """;
    static final String NEXT_VERSION =
            "UPDATE coffer_versions SET last_version = last_version + 1 RETURNING last_version";
    static final String PUT = """
            INSERT INTO coffer_key_values (namespace, id, key, value, version, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (namespace, id, key) DO UPDATE SET
              value = excluded.value,
              version = excluded.version,
              expires_at = NULL,
              created_at = CASE WHEN expires_at <= excluded.updated_at THEN excluded.created_at ELSE created_at END,
              updated_at = excluded.updated_at
            """;
    static final String BEGIN = "BEGIN";
    static final String BEGIN_IMMEDIATE = "BEGIN IMMEDIATE";
    static final String COMMIT = "COMMIT";
    static final String ROLLBACK = "ROLLBACK";

    private SqliteSql() {}
}
