package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.ColumnType;
import dev.coffer.storage.jdbi.ColumnTypes;
import dev.coffer.storage.jdbi.JdbiSetup;
import dev.coffer.storage.jdbi.JsonDocument;
import dev.coffer.storage.jdbi.Micros;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/** How PostgreSQL keeps what JDBC has no type for: instants as timestamptz, UUIDs as uuid, JSON as jsonb. */
final class PostgresTypes {
    private static final ColumnType<Instant> INSTANT = new ColumnType<>() {
        @Override
        public int jdbcType() {
            return Types.TIMESTAMP_WITH_TIMEZONE;
        }

        @Override
        public void bind(PreparedStatement statement, int position, Instant value) throws SQLException {
            statement.setObject(position, new BinaryInstant(value), Types.OTHER); // or it tries 20 classes
        }

        @Override
        public @Nullable Instant read(ResultSet row, int column) throws SQLException {
            byte[] sent = row.getBytes(column);
            if (sent == null) {
                return null;
            }
            return sent.length == Long.BYTES
                    ? Micros.instant(BinaryTime.micros(ByteBuffer.wrap(sent).getLong()))
                    : row.getObject(column, OffsetDateTime.class).toInstant(); // a text, which is longer
        }
    };
    private static final ColumnType<UUID> UUIDS = new ColumnType<>() {
        @Override
        public int jdbcType() {
            return Types.OTHER;
        }

        @Override
        public void bind(PreparedStatement statement, int position, UUID value) throws SQLException {
            statement.setObject(position, value);
        }

        @Override
        public @Nullable UUID read(ResultSet row, int column) throws SQLException {
            return row.getObject(column, UUID.class);
        }
    };
    private static final ColumnType<JsonDocument> DOCUMENT = new ColumnType<>() {
        @Override
        public int jdbcType() {
            return Types.OTHER;
        }

        @Override
        public void bind(PreparedStatement statement, int position, JsonDocument value) throws SQLException {
            statement.setObject(position, value.text(), Types.OTHER); // the server knows that it is jsonb
        }

        @Override
        public @Nullable JsonDocument read(ResultSet row, int column) throws SQLException {
            String text = row.getString(column);
            return text == null ? null : JsonDocument.parse(text);
        }
    };
    static final ColumnTypes COLUMNS = new ColumnTypes(INSTANT, UUIDS, DOCUMENT);

    private PostgresTypes() {}

    static Jdbi jdbi(ConnectionFactory connections, SchemaNames names) {
        return jdbi(connections).configure(SqlStatements.class, statements -> statements.setTemplateEngine(names));
    }

    /** Without a schema. */
    static Jdbi jdbi(ConnectionFactory connections) {
        Jdbi jdbi = JdbiSetup.secure(Jdbi.create(connections));
        COLUMNS.register(jdbi);
        return jdbi;
    }
}
