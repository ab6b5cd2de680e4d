package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.Arguments;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.StatementContext;

/** An array of a type of the server's, for Jdbi's statements and the driver's own. */
final class SqlArray implements Argument, Arguments.Argument {
    private final String type;
    private final Object[] values;

    SqlArray(String type, Object[] values) {
        this.type = type;
        this.values = values;
    }

    @Override
    public void bind(PreparedStatement statement, int position) throws SQLException {
        statement.setArray(position, statement.getConnection().createArrayOf(type, values));
    }

    @Override
    public void apply(int position, PreparedStatement statement, StatementContext context) throws SQLException {
        bind(statement, position);
    }
}
