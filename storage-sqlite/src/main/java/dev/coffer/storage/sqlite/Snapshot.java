package dev.coffer.storage.sqlite;

import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that goes on seeing one moment, whatever others write. */
final class Snapshot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);
    private static final int CACHE_KIB = 16 * 1024;
    private static final String BEGIN = "BEGIN";
    private static final String PIN = "SELECT 1 FROM sqlite_schema LIMIT 1"; // BEGIN alone does not

    private final SqliteConnection connection;

    Snapshot(SqliteConnection connection) {
        this.connection = connection;
    }

    /** Of the present moment. Takes no lock that a writer waits for. */
    static Snapshot open(Path file, Duration lockTimeout) {
        try {
            Snapshot snapshot = new Snapshot(SqliteConnection.open(file, true, lockTimeout));
            try {
                snapshot.begin();
                return snapshot;
            } catch (SQLException | RuntimeException e) {
                snapshot.close();
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            throw explained(file, SqliteErrors.translate(e, Phase.READ));
        }
    }

    /** Even who only reads takes part in the log (sqlite.org/wal.html, 6). */
    private static RuntimeException explained(Path file, RuntimeException failure) {
        boolean mayWrite = Files.isWritable(Objects.requireNonNull(file.getParent()));
        return mayWrite || !(failure instanceof ReadOnly || failure instanceof Unavailable)
                ? failure
                : new ReadOnly(
                        "SQLite has to write a -shm file beside a database even to read it, and the directory cannot be written:"
                                + " let it be written, or copy the file and its -wal to another one, and read the copy",
                        failure);
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
            LOG.debug("a connection that only read could not be closed: {}", e.getMessage());
        }
    }
}
