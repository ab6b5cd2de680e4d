package dev.coffer.storage.sqlite;

import dev.coffer.storage.Session;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.StoredRecord;
import dev.coffer.storage.spi.StoredSession;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code coffer_sessions}. */
final class SessionTable implements RecordTable {
    static final SessionTable INSTANCE = new SessionTable();

    private static final List<Column> COLUMNS = List.of(
            new Column("id", ColumnType.UUID),
            new Column("userId", ColumnType.UUID),
            new Column("tokenHash", ColumnType.BYTES),
            new Column("createdAt", ColumnType.INSTANT),
            new Column("lastSeenAt", ColumnType.INSTANT),
            new Column("expiresAt", ColumnType.INSTANT),
            new Column("absoluteExpiresAt", ColumnType.INSTANT),
            new Column("userAgent", ColumnType.TEXT),
            new Column("ipAddress", ColumnType.TEXT),
            new Column("metadata", ColumnType.JSON));

    private SessionTable() {}

    @Override
    public RecordKind kind() {
        return RecordKind.SESSION;
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public String count() {
        return "SELECT count(*) FROM coffer_sessions";
    }

    @Override
    public String select() {
        return """
                SELECT id, user_id, token_hash, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent, ip_address,
                  metadata
                FROM coffer_sessions ORDER BY id
                """;
    }

    @Override
    public String selectOne() {
        return """
                SELECT id, user_id, token_hash, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent, ip_address,
                  metadata
                FROM coffer_sessions WHERE id = ?
                """;
    }

    @Override
    public Optional<String> selectOrphan() {
        return Optional.of("""
                SELECT 1 FROM coffer_sessions s
                WHERE NOT EXISTS (SELECT 1 FROM coffer_users u WHERE u.id = s.user_id)
                LIMIT 1
                """);
    }

    @Override
    public void bind(PreparedStatement statement, RecordKey key) throws SQLException {
        statement.setString(1, key.id());
    }

    @Override
    public StoredRecord read(StoredRow row) throws SQLException, NotReadable {
        UUID id = row.uuid(1);
        UUID userId = row.uuid(2);
        byte[] tokenHash = row.bytes(3);
        Session session = new Session(
                id,
                userId,
                row.instant(4),
                row.instant(5),
                row.instant(6),
                row.optionalInstant(7),
                row.optionalText(8),
                row.optionalText(9),
                row.json(10));
        return new StoredSession(session, tokenHash);
    }

    @Override
    public String insert() {
        return """
                INSERT INTO coffer_sessions (id, user_id, token_hash, created_at, last_seen_at, expires_at, absolute_expires_at,
                  user_agent, ip_address, metadata)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """;
    }

    @Override
    public void bind(PreparedStatement statement, StoredRecord record) throws SQLException {
        StoredSession stored = (StoredSession) record;
        Session session = stored.session();
        statement.setString(1, session.id().toString());
        statement.setString(2, session.userId().toString());
        statement.setBytes(3, stored.tokenHash());
        statement.setLong(4, SqliteTypes.micros(session.createdAt()));
        statement.setLong(5, SqliteTypes.micros(session.lastSeenAt()));
        statement.setLong(6, SqliteTypes.micros(session.expiresAt()));
        SqliteTypes.bind(statement, 7, session.absoluteExpiresAt());
        statement.setString(8, session.userAgent().orElse(null));
        statement.setString(9, session.ipAddress().orElse(null));
        statement.setString(10, new JsonDocument(session.metadata()).text());
    }

    @Override
    public Optional<UUID> owner(StoredRecord record) {
        return Optional.of(((StoredSession) record).session().userId());
    }

    @Override
    public String keyField() {
        return "id";
    }

    @Override
    public String uniqueField() {
        return "tokenHash";
    }
}
