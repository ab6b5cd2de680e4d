package dev.coffer.storage.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Where the statements of a connection come from. For one thread at a time. */
interface StatementSource {
    /** Prepares each anew and closes it after its use; the driver remembers what the server has prepared. */
    static StatementSource preparingOn(Connection connection) {
        return new StatementSource() {
            @Override
            public PreparedStatement take(String sql, SchemaNames names) throws SQLException {
                return connection.prepareStatement(names.qualify(sql));
            }

            @Override
            public void giveBack(String sql, PreparedStatement statement) throws SQLException {
                statement.close();
            }
        };
    }

    /** A statement for one use, of the tables in this schema. */
    PreparedStatement take(String sql, SchemaNames names) throws SQLException;

    /** After that use, whatever came of it. */
    void giveBack(String sql, PreparedStatement statement) throws SQLException;
}
