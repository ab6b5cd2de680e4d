package dev.coffer.benchmarks.postgres;

import dev.coffer.benchmarks.requests.Sample;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Loads a sample by the server itself; {@link Sample} names the same rows. */
final class PostgresSample {
    private static final String ID = """
            CREATE OR REPLACE FUNCTION benchmark_id(number integer) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
              SELECT (lpad(to_hex(1735689600000 + number), 12, '0') || '70008000' || lpad(to_hex(number), 12, '0'))::uuid
            $$
            """;
    /** What would take rows in random order is made from all of them; references hold. */
    private static final String WITHOUT_INDEXES = """
            SET session_replication_role = replica;
            ALTER TABLE coffer_users DROP CONSTRAINT coffer_users_canonical_email_key;
            ALTER TABLE coffer_sessions DROP CONSTRAINT coffer_sessions_token_hash_key;
            DROP INDEX coffer_sessions_by_user
            """;

    private static final String WITH_INDEXES = """
            SET maintenance_work_mem = '512MB';
            ALTER TABLE coffer_users ADD CONSTRAINT coffer_users_canonical_email_key UNIQUE (canonical_email);
            ALTER TABLE coffer_sessions ADD CONSTRAINT coffer_sessions_token_hash_key UNIQUE (token_hash);
            CREATE INDEX coffer_sessions_by_user ON coffer_sessions (user_id, id)
            """;
    private static final String USERS = """
            INSERT INTO coffer_users
              (id, email, canonical_email, password_hash, metadata, created_at, updated_at, version)
            SELECT benchmark_id(i), 'user.' || i || '@example.org', 'user.' || i || '@example.org', '%2$s', '{}',
              now(), now(), 1
            FROM generate_series(0, %1$d - 1) AS i
            """;
    private static final String SESSIONS = """
            INSERT INTO coffer_sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at, metadata)
            SELECT benchmark_id(i), sha256(convert_to('a-token-of-the-benchmark-of-coffer-' || 10000000 + i, 'UTF8')),
              benchmark_id(i %% %2$d), now(), now(), now() + interval '14 days', '{}'
            FROM generate_series(0, %1$d - 1) AS i
            """;
    private static final String KEY_VALUES = """
            INSERT INTO coffer_key_values (namespace, id, key, value, version, created_at, updated_at)
            SELECT '%2$s', 'r' || 10000000 + i / 100, 'k' || 100 + i %% 100,
              sha256(int4send(i)) || sha256(int4send(-i)) || sha256(int4send(i / 2)) || int4send(i),
              nextval('coffer_versions'), now(), now()
            FROM generate_series(0, %1$d - 1) AS i
            """;
    private static final String SPRING_SESSIONS = """
            INSERT INTO spring_session
            SELECT benchmark_id(i), benchmark_id(i), extract(epoch FROM now()) * 1000, extract(epoch FROM now()) * 1000,
              14 * 86400, extract(epoch FROM now() + interval '14 days') * 1000, benchmark_id(i %% %2$d)
            FROM generate_series(0, %1$d - 1) AS i
            """;
    /** Each is a Java string of 36 characters, serialized. */
    private static final String SPRING_ATTRIBUTES = """
            INSERT INTO spring_session_attributes
            SELECT benchmark_id(i),
              'org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME',
              '\\xACED0005740024' || convert_to(benchmark_id(i %% %2$d)::text, 'UTF8')
            FROM generate_series(0, %1$d - 1) AS i
            """;

    private PostgresSample() {}

    /** Into the empty tables that Coffer has made. */
    static void load(Connection connection, Sample sample) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(ID);
            statement.execute(WITHOUT_INDEXES);
            statement.execute(USERS.formatted(sample.users(), Sample.PASSWORD_HASH));
            statement.execute(SESSIONS.formatted(sample.sessions(), sample.users()));
            statement.execute(KEY_VALUES.formatted(sample.items(), Sample.NAMESPACE));
            statement.execute(WITH_INDEXES);
            statement.execute("VACUUM ANALYZE");
        }
    }

    /** Into the empty tables of Spring Session, beside the other one. */
    static void loadSpringSessions(Connection connection, Sample sample) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(SPRING_SESSIONS.formatted(sample.sessions(), sample.users()));
            statement.execute(SPRING_ATTRIBUTES.formatted(sample.sessions(), sample.users()));
            statement.execute("VACUUM ANALYZE");
        }
    }
}
