package dev.coffer.storage.jdbi;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * A connection for the time of one call: Jdbi's handle on it, and for the few statements that every request makes the driver's own,
 * which take half of the processor time (docs/benchmarks.md). For one thread.
 */
public abstract class SqlConnection {
    private final ColumnTypes types;

    /** With these types. */
    protected SqlConnection(ColumnTypes types) {
        this.types = types;
    }

    /** Jdbi's handle, not to be closed. */
    public abstract Handle handle();

    /** A statement of the driver's, with {@code ?} for each parameter, for one use. */
    protected abstract PreparedStatement prepare(String sql) throws SQLException;

    /** Ends the use of a statement that was prepared for this text, whatever came of it. */
    protected abstract void release(String sql, PreparedStatement statement) throws SQLException;

    /** Looks at a statement that has succeeded. */
    protected void executed(PreparedStatement statement) throws SQLException {}

    /** Runs a statement that has rows for a result; what takes the rows need not take all. */
    public final <T, R> R query(
            String sql, Arguments.Binding arguments, Row.Reader<T> reader, Function<Iterator<T>, R> taker) {
        return run(sql, arguments, statement -> {
            try (ResultSet result = statement.executeQuery()) {
                return taker.apply(new Rows<>(result, types, reader));
            }
        });
    }

    /** The first row, if there is one. */
    public final <T> Optional<T> findOne(String sql, Arguments.Binding arguments, Row.Reader<T> reader) {
        return query(sql, arguments, reader, rows -> rows.hasNext() ? Optional.of(rows.next()) : Optional.empty());
    }

    /** All rows. */
    public final <T> List<T> list(String sql, Arguments.Binding arguments, Row.Reader<T> reader) {
        return query(sql, arguments, reader, rows -> {
            List<T> values = new ArrayList<>();
            rows.forEachRemaining(values::add);
            return values;
        });
    }

    /** Runs a statement that writes; returns how many rows it did. */
    public final int update(String sql, Arguments.Binding arguments) {
        return run(sql, arguments, PreparedStatement::executeUpdate);
    }

    /** Runs a statement that may find a unique field besides the id taken. */
    public final int update(String sql, UniqueField unique, Arguments.Binding arguments) {
        try {
            return update(sql, arguments);
        } catch (StatementFailure e) {
            throw e.of(unique);
        }
    }

    /** As {@link #update(String, UniqueField, Arguments.Binding)}, for a statement that gives rows back. */
    public final <T> Optional<T> findOne(
            String sql, UniqueField unique, Arguments.Binding arguments, Row.Reader<T> reader) {
        try {
            return findOne(sql, arguments, reader);
        } catch (StatementFailure e) {
            throw e.of(unique);
        }
    }

    private interface Execution<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private <T> T run(String sql, Arguments.Binding arguments, Execution<T> execution) {
        try (Use use = new Use(sql, prepare(sql))) {
            arguments.to(new Arguments(use.statement, types));
            T result = execution.of(use.statement);
            executed(use.statement);
            return result;
        } catch (SQLException e) {
            throw new StatementFailure(e);
        }
    }

    private final class Use implements AutoCloseable {
        private final String sql;
        private final PreparedStatement statement;

        private Use(String sql, PreparedStatement statement) {
            this.sql = sql;
            this.statement = statement;
        }

        @Override
        public void close() throws SQLException {
            release(sql, statement);
        }
    }
}
