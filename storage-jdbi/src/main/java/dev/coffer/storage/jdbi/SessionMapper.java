package dev.coffer.storage.jdbi;

import dev.coffer.storage.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Sessions from: id, user_id, created_at, last_seen_at, expires_at, absolute_expires_at, user_agent, ip_address, metadata.
 */
final class SessionMapper implements RowMapper<Session> {
    static final int WIDTH = 9;

    @Override
    public Session map(ResultSet row, StatementContext context) throws SQLException {
        return map(row, new Columns(context));
    }

    @Override
    public RowMapper<Session> specialize(ResultSet rows, StatementContext context) {
        Columns columns = new Columns(context);
        return (row, sameContext) -> map(row, columns);
    }

    static Session map(ResultSet row, Columns columns) throws SQLException {
        return new Session(
                columns.uuid(row, 1),
                columns.uuid(row, 2),
                columns.instant(row, 3),
                columns.instant(row, 4),
                columns.instant(row, 5),
                columns.optionalInstant(row, 6),
                Optional.ofNullable(row.getString(7)),
                Optional.ofNullable(row.getString(8)),
                columns.json(row, 9));
    }
}
