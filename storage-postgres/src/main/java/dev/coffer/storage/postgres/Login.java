package dev.coffer.storage.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Connects with the credentials of the URL, or of a source of them: when the server refuses those, once more with newer ones.
 *
 * @param connections to the server
 * @param credentials if they do not come from the URL
 */
record Login(ServerConnections connections, Optional<CurrentCredentials> credentials) {
    /** SQLSTATE class 28, invalid authorization specification. */
    private static final String REFUSED = "28";

    /** A new connection, for the caller to close. */
    Connection connect() throws SQLException {
        return credentials.isPresent() ? connect(credentials.get()) : connections.connect();
    }

    private Connection connect(CurrentCredentials current) throws SQLException {
        boolean refusedBefore = false;
        while (true) {
            CredentialUse present = current.get();
            try {
                Connection connection = present.of(connections.connect(present.credentials()));
                current.accepted();
                if (current.uses(present)) {
                    return connection;
                }
                connection.close(); // they have changed meanwhile, and the older connections are retired already
            } catch (SQLException e) {
                if (!refused(e) || refusedBefore || present == current.afterRefusal(present)) {
                    throw e;
                }
                refusedBefore = true;
            }
        }
    }

    private static boolean refused(SQLException failure) {
        return failure.getSQLState() != null && failure.getSQLState().startsWith(REFUSED);
    }
}
