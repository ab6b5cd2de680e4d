package dev.coffer.storage.jdbi;

import dev.coffer.storage.OneTimeToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** One-time tokens from: id, user_id, purpose, payload, created_at, expires_at. */
final class TokenMapper implements RowMapper<OneTimeToken> {
    @Override
    public OneTimeToken map(ResultSet row, StatementContext context) throws SQLException {
        Columns columns = new Columns(context);
        return new OneTimeToken(
                columns.uuid(row, 1),
                columns.uuid(row, 2),
                row.getString(3),
                columns.json(row, 4),
                columns.instant(row, 5),
                columns.instant(row, 6));
    }
}
