package dev.coffer.storage.postgres;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The role that owns the tables, whoever is logged in.
 *
 * @param name empty if that is whoever is logged in
 */
record OwnerRole(Optional<String> name) {
    private static final String SET_ROLE = "SELECT set_config('role', ?, ?)";
    private static final String UNKNOWN = "22023"; // invalid_parameter_value
    private static final String DENIED = "42501"; // insufficient_privilege

    static final OwnerRole NONE = new OwnerRole(Optional.empty());

    static OwnerRole of(StorageConfig config) {
        return new OwnerRole(config.schemaOwner());
    }

    /** Acts as this role until the session ends. */
    void assume(Connection connection) throws SQLException {
        assume(connection, false);
    }

    /** Acts as this role until the transaction ends. */
    void assumeInTransaction(Connection connection) throws SQLException {
        assume(connection, true);
    }

    private void assume(Connection connection, boolean inTransaction) throws SQLException {
        if (name.isEmpty()) {
            return;
        }
        try (PreparedStatement set = connection.prepareStatement(SET_ROLE)) {
            set.setString(1, name.get());
            set.setBoolean(2, inTransaction);
            set.execute();
        } catch (SQLException e) {
            if (UNKNOWN.equals(e.getSQLState())) {
                throw new InvalidInput("schemaOwner", "must be a role that the server has", e);
            }
            if (DENIED.equals(e.getSQLState())) {
                throw new AccessDenied("the role that logs in is no member of the schemaOwner: GRANT it", e);
            }
            throw e;
        }
    }
}
