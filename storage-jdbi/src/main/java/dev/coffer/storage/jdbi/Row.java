package dev.coffer.storage.jdbi;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** The row that a result stands at; columns count from 1. */
public final class Row {
    private final ResultSet result;
    private final ColumnTypes types;

    Row(ResultSet result, ColumnTypes types) {
        this.result = result;
        this.types = types;
    }

    /** What makes a value of a row. */
    @FunctionalInterface
    public interface Reader<T> {
        /** Reads the columns. */
        T read(Row row) throws SQLException;
    }

    /** A reader for a statement of Jdbi's. */
    static <T> RowMapper<T> mapper(ColumnTypes types, Reader<T> reader) {
        return (result, context) -> reader.read(new Row(result, types));
    }

    /** Whether there is no value; of a column of bytes. */
    public boolean isNull(int column) throws SQLException {
        return result.getBytes(column) == null;
    }

    /** A text that is never null. */
    public String text(int column) throws SQLException {
        return result.getString(column);
    }

    /** A text, or none. */
    public Optional<String> optionalText(int column) throws SQLException {
        return Optional.ofNullable(result.getString(column));
    }

    /** Bytes. */
    public byte[] bytes(int column) throws SQLException {
        return result.getBytes(column);
    }

    /** A whole number. */
    public long number(int column) throws SQLException {
        return result.getLong(column);
    }

    /** An instant that is never null. */
    @SuppressWarnings("NullAway") // the column is NOT NULL
    public Instant instant(int column) throws SQLException {
        return types.instants().read(result, column);
    }

    /** An instant, or none. */
    public Optional<Instant> optionalInstant(int column) throws SQLException {
        return Optional.ofNullable(types.instants().read(result, column));
    }

    /** A UUID that is never null. */
    @SuppressWarnings("NullAway") // the column is NOT NULL
    public UUID uuid(int column) throws SQLException {
        return types.uuids().read(result, column);
    }

    /** The members of a JSON object that is never null. */
    @SuppressWarnings("NullAway") // the column is NOT NULL
    public Map<String, @Nullable Object> json(int column) throws SQLException {
        return types.documents().read(result, column).members();
    }
}
