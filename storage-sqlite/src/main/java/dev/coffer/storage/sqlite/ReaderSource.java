package dev.coffer.storage.sqlite;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes the connections of the reader pool. */
final class ReaderSource implements DataSource {
    private static final int LONGEST_OPENING_SECONDS = 10;

    private final Path file;
    private final boolean readOnly;
    private final Duration lockTimeout;

    ReaderSource(Path file, boolean readOnly, Duration lockTimeout) {
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

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("SQLite has no users");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // nothing is written
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // opening a file does not wait
    }

    /** For so long a pool that is closed waits for a connection that it is just making; else it would stay open for ever. */
    @Override
    public int getLoginTimeout() {
        return LONGEST_OPENING_SECONDS;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
