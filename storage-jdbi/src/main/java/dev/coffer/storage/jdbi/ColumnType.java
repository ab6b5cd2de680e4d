package dev.coffer.storage.jdbi;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** How a database keeps values of one type. */
public interface ColumnType<T> {
    /** What null is a null of ({@link java.sql.Types}). */
    int jdbcType();

    /** Binds a value. */
    void bind(PreparedStatement statement, int position, T value) throws SQLException;

    /** Reads a value; null where there is none. */
    @Nullable
    T read(ResultSet row, int column) throws SQLException;

    /** Binds a value, or null. */
    default void bindNullable(PreparedStatement statement, int position, @Nullable T value) throws SQLException {
        if (value == null) {
            statement.setNull(position, jdbcType());
        } else {
            bind(statement, position, value);
        }
    }
}
