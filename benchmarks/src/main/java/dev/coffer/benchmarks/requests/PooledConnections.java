package dev.coffer.benchmarks.requests;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A connection of the pool for each use. */
public record PooledConnections(DataSource pool) implements Statements {
    @Override
    public <T> T use(String sql, Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return work.with(statement);
        }
    }
}
