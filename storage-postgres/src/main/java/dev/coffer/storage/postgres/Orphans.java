package dev.coffer.storage.postgres;

/** Sessions and tokens without their user: foreign keys can be switched off. */
final class Orphans {
    private static final String IN_SESSIONS = """
            SELECT EXISTS (
              SELECT FROM coffer_sessions s WHERE NOT EXISTS (SELECT FROM coffer_users u WHERE u.id = s.user_id))
            """;
    private static final String IN_TOKENS = """
            SELECT EXISTS (
              SELECT FROM coffer_tokens t WHERE NOT EXISTS (SELECT FROM coffer_users u WHERE u.id = t.user_id))
            """;
    private static final String SESSIONS = """
            COPY (
              SELECT s.id, s.user_id, s.token_hash, s.created_at, s.last_seen_at, s.expires_at, s.absolute_expires_at,
                s.user_agent, s.ip_address, s.metadata, u.id IS NULL
              FROM coffer_sessions s LEFT JOIN coffer_users u ON u.id = s.user_id
              ORDER BY s.id
            ) TO STDOUT (FORMAT BINARY)
            """;
    private static final String TOKENS = """
            COPY (
              SELECT t.id, t.user_id, t.purpose, t.token_hash, t.payload, t.created_at, t.expires_at, u.id IS NULL
              FROM coffer_tokens t LEFT JOIN coffer_users u ON u.id = t.user_id
              ORDER BY t.id
            ) TO STDOUT (FORMAT BINARY)
            """;

    private Orphans() {}

    /** Whether a table can have any. */
    static boolean arePossible(RecordTable table) {
        return table == RecordTable.SESSIONS || table == RecordTable.TOKENS;
    }

    /** The question whether there are any. */
    static String question(RecordTable table) {
        return table == RecordTable.SESSIONS ? IN_SESSIONS : IN_TOKENS;
    }

    /** As {@link RecordTable#copyOut()}, with a last column that tells whether there is no such user. */
    static String copyOut(RecordTable table) {
        return table == RecordTable.SESSIONS ? SESSIONS : TOKENS;
    }
}
