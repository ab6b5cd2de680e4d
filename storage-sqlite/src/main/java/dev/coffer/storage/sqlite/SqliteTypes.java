package dev.coffer.storage.sqlite;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.jdbi.ColumnType;
import dev.coffer.storage.jdbi.ColumnTypes;
import dev.coffer.storage.jdbi.JdbiSetup;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.jdbi.Micros;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** How SQLite keeps what it has no type for: instants as microseconds since 1970, UUIDs and JSON as text. */
final class SqliteTypes {
    private static final ColumnType<Instant> MICROS = new ColumnType<>() {
        @Override
        public int jdbcType() {
            return Types.BIGINT;
        }

        @Override
        public void bind(PreparedStatement statement, int position, Instant value) throws SQLException {
            statement.setLong(position, Micros.of(value));
        }

        @Override
        public @Nullable Instant read(ResultSet row, int column) throws SQLException {
            long micros = row.getLong(column);
            return micros == 0 && row.wasNull() ? null : Micros.instant(micros);
        }
    };
    private static final ColumnType<UUID> UUID_TEXT = new ColumnType<>() {
        @Override
        public int jdbcType() {
            return Types.VARCHAR;
        }

        @Override
        public void bind(PreparedStatement statement, int position, UUID value) throws SQLException {
            statement.setString(position, value.toString());
        }

        @Override
        public UUID read(ResultSet row, int column) throws SQLException {
            return uuid(row.getString(column));
        }
    };
    private static final ColumnType<JsonDocument> JSON_TEXT = new ColumnType<>() {
        @Override
        public int jdbcType() {
            return Types.VARCHAR;
        }

        @Override
        public void bind(PreparedStatement statement, int position, JsonDocument value) throws SQLException {
            statement.setString(position, value.text());
        }

        @Override
        public JsonDocument read(ResultSet row, int column) throws SQLException {
            return JsonDocument.parse(row.getString(column));
        }
    };
    static final ColumnTypes COLUMNS = new ColumnTypes(MICROS, UUID_TEXT, JSON_TEXT);

    private SqliteTypes() {}

    static Jdbi cachingJdbi(ConnectionFactory connections) {
        return jdbi(connections).setStatementBuilderFactory(connection -> new CachedStatements());
    }

    static Jdbi jdbi(ConnectionFactory connections) {
        Jdbi jdbi = JdbiSetup.secure(Jdbi.create(connections));
        COLUMNS.register(jdbi);
        return jdbi;
    }

    static UUID uuid(String text) {
        try {
            UUID uuid = UUID.fromString(text);
            if (uuid.toString().equals(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            // falls through to the one answer; this one shows what is stored
        }
        throw new Corrupt("a column that should hold a UUID holds something else", null);
    }
}
