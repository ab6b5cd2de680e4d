package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.ConnectionHandles;
import dev.coffer.storage.jdbi.SqlConnection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements of a connection of ours, from its cache. Lives as long as the connection. */
final class SqliteStatements extends SqlConnection {
    private static final ConnectionHandles HANDLES = new ConnectionHandles(SqliteTypes::cachingJdbi);

    private final SqliteConnection connection;
    private @Nullable Handle handle;

    SqliteStatements(SqliteConnection connection) {
        super(SqliteTypes.COLUMNS);
        this.connection = connection;
    }

    @Override
    public Handle handle() {
        if (handle == null) {
            handle = HANDLES.on(connection);
        }
        return handle;
    }

    @Override
    protected PreparedStatement prepare(String sql) throws SQLException {
        return connection.take(sql);
    }

    @Override
    protected void release(String sql, PreparedStatement statement) throws SQLException {
        connection.giveBack(statement);
    }
}
