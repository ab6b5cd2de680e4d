package dev.coffer.benchmarks.requests;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** A connection of a thread's own with its statements, each prepared once: as fast as the driver can be. */
public final class OwnConnection implements Statements {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    public OwnConnection(Connection connection) {
        this.connection = connection;
    }

    @Override
    public <T> T use(String sql, Work<T> work) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return work.with(statement);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
