package dev.coffer.storage.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.postgresql.jdbc.PgConnection;

/**
 * The statements of a connection of ours, which stay open: to look one up in the driver's cache, and to go through the pool's
 * proxies, takes more processor time than all else that is done for a short read (docs/benchmarks.md). There are no more of them
 * than we have texts, and all are for one schema.
 */
final class KeptStatements implements StatementSource {
    private final PgConnection connection;
    private final Map<String, PreparedStatement> idle = new HashMap<>();

    KeptStatements(PgConnection connection) {
        this.connection = connection;
    }

    @Override
    public PreparedStatement take(String sql, SchemaNames names) throws SQLException {
        PreparedStatement known = idle.remove(sql);
        return known == null ? connection.prepareStatement(names.qualify(sql)) : known;
    }

    /** Lets go of the values that were bound, which may be large. */
    @Override
    public void giveBack(String sql, PreparedStatement statement) throws SQLException {
        statement.clearParameters();
        PreparedStatement other = idle.put(sql, statement);
        if (other != null) {
            other.close();
        }
    }
}
