package dev.coffer.storage.sqlite;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.jdbi.JdbiSetup;
import dev.coffer.storage.jdbi.JsonDocument;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;

/** How SQLite keeps what it has no type for: instants as microseconds since 1970, UUIDs and JSON as text. */
final class SqliteTypes {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    private SqliteTypes() {}

    static Jdbi cachingJdbi(ConnectionFactory connections) {
        return jdbi(connections).setStatementBuilderFactory(connection -> new CachedStatements());
    }

    static Jdbi jdbi(ConnectionFactory connections) {
        Jdbi jdbi = JdbiSetup.secure(Jdbi.create(connections));
        jdbi.registerArgument(new InstantArgument());
        jdbi.registerArgument(new UuidArgument());
        jdbi.registerArgument(new JsonArgument());
        jdbi.registerColumnMapper(Instant.class, INSTANT);
        jdbi.registerColumnMapper(UUID.class, UUID_TEXT);
        jdbi.registerColumnMapper(JsonDocument.class, JSON);
        return jdbi;
    }

    static long micros(Instant instant) {
        return instant.getEpochSecond() * MICROS_PER_SECOND + instant.getNano() / NANOS_PER_MICRO;
    }

    /** Binds what may be absent. */
    static void bind(PreparedStatement statement, int position, Optional<Instant> instant) throws SQLException {
        if (instant.isPresent()) {
            statement.setLong(position, micros(instant.get()));
        } else {
            statement.setNull(position, Types.BIGINT);
        }
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
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

    private static final ColumnMapper<Instant> INSTANT = (row, column, context) -> {
        long micros = row.getLong(column);
        return row.wasNull() ? null : instant(micros);
    };
    private static final ColumnMapper<UUID> UUID_TEXT = (row, column, context) -> uuid(row.getString(column));
    private static final ColumnMapper<JsonDocument> JSON =
            (row, column, context) -> JsonDocument.parse(row.getString(column));

    private static final class InstantArgument extends AbstractArgumentFactory<Instant> {
        InstantArgument() {
            super(Types.BIGINT);
        }

        @Override
        protected Argument build(Instant value, ConfigRegistry config) {
            return (position, statement, context) -> statement.setLong(position, micros(value));
        }
    }

    private static final class UuidArgument extends AbstractArgumentFactory<UUID> {
        UuidArgument() {
            super(Types.VARCHAR);
        }

        @Override
        protected Argument build(UUID value, ConfigRegistry config) {
            return (position, statement, context) -> statement.setString(position, value.toString());
        }
    }

    private static final class JsonArgument extends AbstractArgumentFactory<JsonDocument> {
        JsonArgument() {
            super(Types.VARCHAR);
        }

        @Override
        protected Argument build(JsonDocument value, ConfigRegistry config) {
            return (position, statement, context) -> statement.setString(position, value.text());
        }
    }
}
