package dev.coffer.storage.jdbi;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Binds the parameters of a driver's statement, one after the other. */
public final class Arguments {
    private final PreparedStatement statement;
    private final ColumnTypes types;
    private int bound;

    Arguments(PreparedStatement statement, ColumnTypes types) {
        this.statement = statement;
        this.types = types;
    }

    /** What binds all parameters of a statement. */
    @FunctionalInterface
    public interface Binding {
        /** Binds them, in their order. */
        void to(Arguments arguments) throws SQLException;
    }

    /** What binds one parameter in a way of its own. */
    @FunctionalInterface
    public interface Argument {
        /** Binds it. */
        void bind(PreparedStatement statement, int position) throws SQLException;
    }

    /** A text, or null. */
    public Arguments text(@Nullable String value) throws SQLException {
        statement.setString(++bound, value);
        return this;
    }

    /** Bytes. */
    public Arguments bytes(byte[] value) throws SQLException {
        statement.setBytes(++bound, value);
        return this;
    }

    /** A whole number. */
    public Arguments number(long value) throws SQLException {
        statement.setLong(++bound, value);
        return this;
    }

    /** A whole number, or null. */
    public Arguments nullable(@Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(++bound, Types.BIGINT);
            return this;
        }
        return number(value);
    }

    /** True or false. */
    public Arguments flag(boolean value) throws SQLException {
        statement.setBoolean(++bound, value);
        return this;
    }

    /** An instant. */
    public Arguments instant(Instant value) throws SQLException {
        types.instants().bind(statement, ++bound, value);
        return this;
    }

    /** An instant, or null. */
    public Arguments instant(Optional<Instant> value) throws SQLException {
        types.instants().bindNullable(statement, ++bound, value.orElse(null));
        return this;
    }

    /** A UUID. */
    public Arguments uuid(UUID value) throws SQLException {
        types.uuids().bind(statement, ++bound, value);
        return this;
    }

    /** A JSON object. */
    public Arguments json(Map<String, @Nullable Object> members) throws SQLException {
        types.documents().bind(statement, ++bound, new JsonDocument(members));
        return this;
    }

    /** What has a way of its own. */
    public Arguments argument(Argument value) throws SQLException {
        value.bind(statement, ++bound);
        return this;
    }
}
