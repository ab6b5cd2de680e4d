package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.JdbiSetup;
import dev.coffer.storage.jdbi.JsonDocument;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.statement.SqlStatements;
import org.postgresql.util.PGobject;

/** How PostgreSQL keeps what JDBC has no type for: instants as timestamptz, UUIDs as uuid, JSON as jsonb. */
final class PostgresTypes {
    private PostgresTypes() {}

    static Jdbi jdbi(ConnectionFactory connections, SchemaNames names) {
        return jdbi(connections).configure(SqlStatements.class, statements -> statements.setTemplateEngine(names));
    }

    /** Without a schema. */
    static Jdbi jdbi(ConnectionFactory connections) {
        Jdbi jdbi = JdbiSetup.secure(Jdbi.create(connections));
        jdbi.registerArgument(new InstantArgument());
        jdbi.registerArgument(new UuidArgument());
        jdbi.registerArgument(new JsonArgument());
        jdbi.registerColumnMapper(Instant.class, INSTANT);
        jdbi.registerColumnMapper(UUID.class, UUID_COLUMN);
        jdbi.registerColumnMapper(JsonDocument.class, JSON);
        return jdbi;
    }

    private static final ColumnMapper<Instant> INSTANT = (row, column, context) -> {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    };
    private static final ColumnMapper<UUID> UUID_COLUMN = (row, column, context) -> row.getObject(column, UUID.class);
    private static final ColumnMapper<JsonDocument> JSON =
            (row, column, context) -> JsonDocument.parse(row.getString(column));

    private static final class InstantArgument extends AbstractArgumentFactory<Instant> {
        InstantArgument() {
            super(Types.TIMESTAMP_WITH_TIMEZONE);
        }

        @Override
        protected Argument build(Instant value, ConfigRegistry config) {
            return (position, statement, context) ->
                    statement.setObject(position, OffsetDateTime.ofInstant(value, ZoneOffset.UTC));
        }
    }

    private static final class UuidArgument extends AbstractArgumentFactory<UUID> {
        UuidArgument() {
            super(Types.OTHER);
        }

        @Override
        protected Argument build(UUID value, ConfigRegistry config) {
            return (position, statement, context) -> statement.setObject(position, value);
        }
    }

    private static final class JsonArgument extends AbstractArgumentFactory<JsonDocument> {
        JsonArgument() {
            super(Types.OTHER);
        }

        @Override
        protected Argument build(JsonDocument value, ConfigRegistry config) {
            return (position, statement, context) -> {
                PGobject json = new PGobject();
                json.setType("jsonb");
                json.setValue(value.text());
                statement.setObject(position, json);
            };
        }
    }
}
