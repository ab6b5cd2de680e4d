package dev.coffer.storage.sqlite;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.StoredKeyValue;
import dev.coffer.storage.spi.StoredRecord;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code coffer_key_values}. */
final class KeyValueTable implements RecordTable {
    static final KeyValueTable INSTANCE = new KeyValueTable();

    private static final List<Column> COLUMNS = List.of(
            new Column("namespace", ColumnType.TEXT),
            new Column("id", ColumnType.TEXT),
            new Column("key", ColumnType.TEXT),
            new Column("value", ColumnType.BYTES),
            new Column("version", ColumnType.NUMBER),
            new Column("expiresAt", ColumnType.INSTANT),
            new Column("createdAt", ColumnType.INSTANT),
            new Column("updatedAt", ColumnType.INSTANT));

    private KeyValueTable() {}

    @Override
    public RecordKind kind() {
        return RecordKind.KEY_VALUE;
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public String count() {
        return "SELECT count(*) FROM coffer_key_values";
    }

    @Override
    public String select() {
        return """
                SELECT namespace, id, key, value, version, expires_at, created_at, updated_at FROM coffer_key_values
                ORDER BY namespace, id, key
                """;
    }

    @Override
    public String selectOne() {
        return """
                SELECT namespace, id, key, value, version, expires_at, created_at, updated_at FROM coffer_key_values
                WHERE namespace = ? AND id = ? AND key = ?
                """;
    }

    @Override
    public Optional<String> selectOrphan() {
        return Optional.empty();
    }

    @Override
    public void bind(PreparedStatement statement, RecordKey key) throws SQLException {
        statement.setString(1, key.namespace());
        statement.setString(2, key.id());
        statement.setString(3, key.key());
    }

    @Override
    public StoredRecord read(StoredRow row) throws SQLException, NotReadable {
        return new StoredKeyValue(new KeyValue(
                row.text(1),
                row.text(2),
                row.text(3),
                row.bytes(4),
                row.number(5),
                row.optionalInstant(6),
                row.instant(7),
                row.instant(8)));
    }

    @Override
    public String insert() {
        return """
                INSERT INTO coffer_key_values (namespace, id, key, value, version, expires_at, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """;
    }

    @Override
    public void bind(PreparedStatement statement, StoredRecord record) throws SQLException {
        KeyValue item = ((StoredKeyValue) record).item();
        statement.setString(1, item.namespace());
        statement.setString(2, item.id());
        statement.setString(3, item.key());
        statement.setBytes(4, item.value());
        statement.setLong(5, item.version());
        SqliteTypes.bind(statement, 6, item.expiresAt());
        statement.setLong(7, SqliteTypes.micros(item.createdAt()));
        statement.setLong(8, SqliteTypes.micros(item.updatedAt()));
    }

    @Override
    public Optional<UUID> owner(StoredRecord record) {
        return Optional.empty();
    }

    @Override
    public String keyField() {
        return "key";
    }

    @Override
    public String uniqueField() {
        return "key";
    }
}
