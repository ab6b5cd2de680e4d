package dev.coffer.storage.sqlite;

import dev.coffer.storage.User;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.spi.RecordKey;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.StoredRecord;
import dev.coffer.storage.spi.StoredUser;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code coffer_users}. */
final class UserTable implements RecordTable {
    static final UserTable INSTANCE = new UserTable();

    /** Whether there is a user with an id. */
    static final String EXISTS = "SELECT 1 FROM coffer_users WHERE id = ?";

    private static final List<Column> COLUMNS = List.of(
            new Column("id", ColumnType.UUID),
            new Column("email", ColumnType.TEXT),
            new Column("email", ColumnType.TEXT), // in its canonical form, which no record shows
            new Column("emailVerifiedAt", ColumnType.INSTANT),
            new Column("lockedAt", ColumnType.INSTANT),
            new Column("passwordHash", ColumnType.TEXT),
            new Column("metadata", ColumnType.JSON),
            new Column("createdAt", ColumnType.INSTANT),
            new Column("updatedAt", ColumnType.INSTANT),
            new Column("version", ColumnType.NUMBER));

    private UserTable() {}

    @Override
    public RecordKind kind() {
        return RecordKind.USER;
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public String count() {
        return "SELECT count(*) FROM coffer_users";
    }

    @Override
    public String select() {
        return """
                SELECT id, email, canonical_email, email_verified_at, locked_at, password_hash, metadata, created_at, updated_at,
                  version
                FROM coffer_users ORDER BY id
                """;
    }

    @Override
    public String selectOne() {
        return """
                SELECT id, email, canonical_email, email_verified_at, locked_at, password_hash, metadata, created_at, updated_at,
                  version
                FROM coffer_users WHERE id = ?
                """;
    }

    @Override
    public Optional<String> selectOrphan() {
        return Optional.empty();
    }

    @Override
    public void bind(PreparedStatement statement, RecordKey key) throws SQLException {
        statement.setString(1, key.id());
    }

    @Override
    public StoredRecord read(StoredRow row) throws SQLException, NotReadable {
        UUID id = row.uuid(1);
        String email = row.text(2);
        String canonicalEmail = row.text(3);
        User user = new User(
                id,
                email,
                row.optionalInstant(4),
                row.optionalInstant(5),
                row.json(7),
                row.instant(8),
                row.instant(9),
                row.number(10));
        return new StoredUser(user, canonicalEmail, row.optionalText(6));
    }

    @Override
    public String insert() {
        return """
                INSERT INTO coffer_users (id, email, canonical_email, email_verified_at, locked_at, password_hash, metadata,
                  created_at, updated_at, version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """;
    }

    @Override
    public void bind(PreparedStatement statement, StoredRecord record) throws SQLException {
        StoredUser stored = (StoredUser) record;
        User user = stored.user();
        statement.setString(1, user.id().toString());
        statement.setString(2, user.email());
        statement.setString(3, stored.canonicalEmail());
        SqliteTypes.bind(statement, 4, user.emailVerifiedAt());
        SqliteTypes.bind(statement, 5, user.lockedAt());
        statement.setString(6, stored.passwordHash().orElse(null));
        statement.setString(7, new JsonDocument(user.metadata()).text());
        statement.setLong(8, SqliteTypes.micros(user.createdAt()));
        statement.setLong(9, SqliteTypes.micros(user.updatedAt()));
        statement.setLong(10, user.version());
    }

    @Override
    public Optional<UUID> owner(StoredRecord record) {
        return Optional.empty();
    }

    @Override
    public String keyField() {
        return "id";
    }

    @Override
    public String uniqueField() {
        return "email";
    }
}
