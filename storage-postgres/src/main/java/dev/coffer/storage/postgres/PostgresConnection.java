package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.ConnectionHandles;
import dev.coffer.storage.jdbi.SqlConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A connection as a call or a transaction uses it. */
final class PostgresConnection extends SqlConnection {
    private final Connection connection;
    private final StatementSource statements;
    private final Use use;
    private @Nullable Handle handle;

    private PostgresConnection(Connection connection, StatementSource statements, Use use, @Nullable Handle handle) {
        super(PostgresTypes.COLUMNS);
        this.connection = connection;
        this.statements = statements;
        this.use = use;
        this.handle = handle;
    }

    /**
     * What connections are used for.
     *
     * @param names of the schema
     * @param handles of Jdbi's
     * @param limit of each statement
     * @param commits whether each statement commits by itself
     */
    record Use(SchemaNames names, ConnectionHandles handles, ReadLimit limit, boolean commits) {
        PostgresConnection of(Connection connection, StatementSource statements) {
            return new PostgresConnection(connection, statements, this, null);
        }

        /** With a handle that there is already. */
        PostgresConnection of(Handle handle) {
            Connection connection = handle.getConnection();
            return new PostgresConnection(connection, StatementSource.preparingOn(connection), this, handle);
        }
    }

    Connection connection() {
        return connection;
    }

    @Override
    public Handle handle() {
        if (handle == null) {
            handle = use.handles.on(connection);
        }
        return handle;
    }

    @Override
    protected PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = statements.take(sql, use.names);
        use.limit.begin(statement);
        return statement;
    }

    @Override
    protected void release(String sql, PreparedStatement statement) throws SQLException {
        if (use.limit.end(statement)) {
            statements.giveBack(sql, statement);
        } else {
            statement.close();
        }
    }

    @Override
    protected void executed(PreparedStatement statement) throws SQLException {
        if (use.commits) {
            Connections.demandReplicated(statement.getWarnings());
        }
    }
}
