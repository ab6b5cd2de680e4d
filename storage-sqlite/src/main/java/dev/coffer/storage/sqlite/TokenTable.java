package dev.coffer.storage.sqlite;

import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.StoredRecord;
import dev.coffer.storage.spi.StoredToken;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code coffer_tokens}. */
final class TokenTable implements RecordTable {
    static final TokenTable INSTANCE = new TokenTable();

    private static final List<Column> COLUMNS = List.of(
            new Column("id", ColumnType.UUID),
            new Column("userId", ColumnType.UUID),
            new Column("purpose", ColumnType.TEXT),
            new Column("tokenHash", ColumnType.BYTES),
            new Column("payload", ColumnType.JSON),
            new Column("createdAt", ColumnType.INSTANT),
            new Column("expiresAt", ColumnType.INSTANT));

    private TokenTable() {}

    @Override
    public RecordKind kind() {
        return RecordKind.TOKEN;
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public String count() {
        return "SELECT count(*) FROM coffer_tokens";
    }

    @Override
    public String select() {
        return """
                SELECT id, user_id, purpose, token_hash, payload, created_at, expires_at FROM coffer_tokens ORDER BY id
                """;
    }

    @Override
    public String selectOne() {
        return """
                SELECT id, user_id, purpose, token_hash, payload, created_at, expires_at FROM coffer_tokens WHERE id = ?
                """;
    }

    @Override
    public Optional<String> selectOrphan() {
        return Optional.of("""
                SELECT 1 FROM coffer_tokens t
                WHERE NOT EXISTS (SELECT 1 FROM coffer_users u WHERE u.id = t.user_id)
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
        String purpose = row.text(3);
        byte[] tokenHash = row.bytes(4);
        OneTimeToken token = new OneTimeToken(id, userId, purpose, row.json(5), row.instant(6), row.instant(7));
        return new StoredToken(token, tokenHash);
    }

    @Override
    public String insert() {
        return """
                INSERT INTO coffer_tokens (id, user_id, purpose, token_hash, payload, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """;
    }

    @Override
    public void bind(PreparedStatement statement, StoredRecord record) throws SQLException {
        StoredToken stored = (StoredToken) record;
        OneTimeToken token = stored.token();
        statement.setString(1, token.id().toString());
        statement.setString(2, token.userId().toString());
        statement.setString(3, token.purpose());
        statement.setBytes(4, stored.tokenHash());
        statement.setString(5, new JsonDocument(token.payload()).text());
        statement.setLong(6, SqliteTypes.micros(token.createdAt()));
        statement.setLong(7, SqliteTypes.micros(token.expiresAt()));
    }

    @Override
    public Optional<UUID> owner(StoredRecord record) {
        return Optional.of(((StoredToken) record).token().userId());
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
