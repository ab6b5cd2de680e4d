package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.PoolSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Makes the connections of the reader pool. */
final class ReaderSource extends PoolSource {
    private static final Duration LONGEST_OPENING = Duration.ofSeconds(10);

    private final Path file;
    private final OpenMode mode;
    private final FileIdentity identity;
    private final Duration lockTimeout;

    ReaderSource(Path file, OpenMode mode, FileIdentity identity, Duration lockTimeout) {
        super(LONGEST_OPENING);
        this.file = file;
        this.mode = mode;
        this.identity = identity;
        this.lockTimeout = lockTimeout;
    }

    @Override
    public Connection getConnection() throws SQLException {
        identity.demand(); // or it would open what has taken the name since
        SqliteConnection connection = SqliteConnection.open(file, mode, lockTimeout);
        try {
            connection.pragma("query_only = on");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
