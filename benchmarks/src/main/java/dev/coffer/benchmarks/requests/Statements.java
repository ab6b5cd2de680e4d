package dev.coffer.benchmarks.requests;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Where a request by hand gets its statement from. */
public interface Statements extends AutoCloseable {
    /** Uses a statement, with what an earlier use has bound. */
    <T> T use(String sql, Work<T> work) throws SQLException;

    /** Binds, runs and reads. */
    @FunctionalInterface
    interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    @Override
    default void close() throws SQLException {}
}
