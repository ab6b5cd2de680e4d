package dev.coffer.storage.sqlite;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/** Takes Jdbi's statements from the physical connection's cache. */
final class CachedStatements implements StatementBuilder {
    @Override
    public Statement create(Connection connection, StatementContext context) throws SQLException {
        return connection.createStatement();
    }

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
        return SqliteConnection.of(connection).take(sql);
    }

    @Override
    public CallableStatement createCall(Connection connection, String sql, StatementContext context)
            throws SQLException {
        throw new SQLFeatureNotSupportedException("SQLite has no stored procedures");
    }

    /** Jdbi's text here is another than at {@link #create}: it still has the names of the parameters. */
    @Override
    public void close(Connection connection, String sql, Statement statement) throws SQLException {
        if (statement instanceof PreparedStatement prepared) {
            SqliteConnection.of(connection).giveBack(prepared);
        } else {
            statement.close();
        }
    }
}
