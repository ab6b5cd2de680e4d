package dev.coffer.storage.jdbi;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes the connections of a pool of ours, and does nothing else that a DataSource may do. */
public abstract class PoolSource implements DataSource {
    private final int longestOpeningSeconds;

    /**
     * For a pool that waits at its end for a connection that is just being made; else it would stay open for ever.
     *
     * @param longestOpening how long it waits, in whole seconds
     */
    protected PoolSource(Duration longestOpening) {
        longestOpeningSeconds = Math.toIntExact(longestOpening.toSeconds());
    }

    @Override
    public final int getLoginTimeout() {
        return longestOpeningSeconds;
    }

    @Override
    public final void setLoginTimeout(int seconds) {
        // it is set
    }

    @Override
    public final Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("who connects is known");
    }

    @Override
    public final @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public final void setLogWriter(@Nullable PrintWriter out) {
        // nothing is written
    }

    @Override
    public final Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public final <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public final boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
