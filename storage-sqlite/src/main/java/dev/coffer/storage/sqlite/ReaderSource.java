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
    private final boolean readOnly;
    private final Duration lockTimeout;

    ReaderSource(Path file, boolean readOnly, Duration lockTimeout) {
        super(LONGEST_OPENING);
        this.file = file;
        this.readOnly = readOnly;
        this.lockTimeout = lockTimeout;
    }

    @Override
    public Connection getConnection() throws SQLException {
        SqliteConnection connection = SqliteConnection.open(file, readOnly, lockTimeout);
        try {
            connection.pragma("query_only = on");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
