package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.SqlConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/** The statements of a host's connection, which does not keep them: they would outlive the transaction. */
final class HostStatements extends SqlConnection {
    private final Connection connection;
    private final Handle handle;

    HostStatements(Connection connection) {
        super(SqliteTypes.COLUMNS);
        this.connection = connection;
        handle = Opening.HANDLES.on(connection);
    }

    @Override
    public Handle handle() {
        return handle;
    }

    @Override
    protected PreparedStatement prepare(String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    @Override
    protected void release(String sql, PreparedStatement statement) throws SQLException {
        statement.close();
    }
}
