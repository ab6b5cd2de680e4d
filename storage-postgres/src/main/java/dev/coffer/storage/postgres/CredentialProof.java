package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.spi.DatabaseCredentials;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether new credentials can read a table of ours; before it is known which tables are ours, whether they can connect. */
final class CredentialProof implements Predicate<DatabaseCredentials> {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialProof.class);

    private final ServerConnections connections;
    private volatile Optional<SchemaNames> tables = Optional.empty();

    CredentialProof(PostgresUrl url, Tls tls, StorageConfig config) {
        connections = ServerConnections.maintenance(url, tls, config);
    }

    /** Learns which tables are ours: they are there from now on. */
    void demand(SchemaNames names) {
        tables = Optional.of(names);
    }

    @Override
    public boolean test(DatabaseCredentials newer) {
        try (Connection connection = connections.connect(newer);
                Statement statement = connection.createStatement()) {
            Optional<SchemaNames> known = tables;
            if (known.isPresent()) {
                statement.execute(known.get().qualify(PostgresBackend.PING));
            }
            return true;
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("sqlstate", e.getSQLState()).log("new credentials do not let us in");
            return false;
        }
    }
}
