package dev.coffer.storage.jdbi;

import dev.coffer.storage.User;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** Users from: id, email, email_verified_at, locked_at, metadata, created_at, updated_at, version. */
final class UserMapper implements RowMapper<User> {
    static final int WIDTH = 8;

    @Override
    public User map(ResultSet row, StatementContext context) throws SQLException {
        return map(row, 1, new Columns(context));
    }

    @Override
    public RowMapper<User> specialize(ResultSet rows, StatementContext context) {
        Columns columns = new Columns(context);
        return (row, sameContext) -> map(row, 1, columns);
    }

    static User map(ResultSet row, int first, Columns columns) throws SQLException {
        return new User(
                columns.uuid(row, first),
                row.getString(first + 1),
                columns.optionalInstant(row, first + 2),
                columns.optionalInstant(row, first + 3),
                columns.json(row, first + 4),
                columns.instant(row, first + 5),
                columns.instant(row, first + 6),
                row.getLong(first + 7));
    }
}
