package dev.coffer.storage.sqlite;

import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that goes on seeing one moment, whatever others write. */
final class Snapshot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);
    private static final int CACHE_KIB = 16 * 1024;
    private static final String BEGIN = "BEGIN";
    static final String PIN = "SELECT 1 FROM sqlite_schema LIMIT 1"; // BEGIN alone does not

    private final SqliteConnection connection;

    Snapshot(SqliteConnection connection) {
        this.connection = connection;
    }

    /** Of the present moment. Takes no lock that a writer waits for. */
    static Snapshot open(Path file, Duration lockTimeout) {
        try {
            OpenMode mode = ReadOnlyMedium.modeOf(file, lockTimeout);
            Snapshot snapshot = new Snapshot(SqliteConnection.open(file, mode, lockTimeout));
            try {
                snapshot.begin();
                return snapshot;
            } catch (SQLException | RuntimeException e) {
                snapshot.close();
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            throw SqliteErrors.translate(e, Phase.READ);
        }
    }

    private void begin() throws SQLException {
        connection.pragma("cache_size = -" + CACHE_KIB);
        connection.run(BEGIN);
        connection.run(PIN);
    }

    /** What is done with a connection. */
    interface Use<T> {
        T of(SqliteConnection connection) throws SQLException;
    }

    <T> T use(Use<T> use) {
        try {
            return use.of(connection);
        } catch (SQLException | RuntimeException e) {
            throw SqliteErrors.translate(e, Phase.READ);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("a connection that only read could not be closed");
        }
    }
}
