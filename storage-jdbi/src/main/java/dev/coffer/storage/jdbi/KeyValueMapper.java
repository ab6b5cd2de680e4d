package dev.coffer.storage.jdbi;

import dev.coffer.storage.KeyValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** Items from: namespace, id, key, value, version, expires_at, created_at, updated_at. */
public final class KeyValueMapper implements RowMapper<KeyValue> {
    @Override
    public KeyValue map(ResultSet row, StatementContext context) throws SQLException {
        return map(row, new Columns(context));
    }

    @Override
    public RowMapper<KeyValue> specialize(ResultSet rows, StatementContext context) {
        Columns columns = new Columns(context);
        return (row, sameContext) -> map(row, columns);
    }

    private static KeyValue map(ResultSet row, Columns columns) throws SQLException {
        return new KeyValue(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getBytes(4),
                row.getLong(5),
                columns.optionalInstant(row, 6),
                columns.instant(row, 7),
                columns.instant(row, 8));
    }
}
