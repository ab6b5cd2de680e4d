package dev.coffer.storage.postgres;

import dev.coffer.storage.Health;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Where the connection of each call and each transaction comes from. Safe for many threads. */
interface ConnectionSource extends AutoCloseable {
    /**
     * A connection with auto-commit, to be closed after use.
     *
     * @param proven whether it has to be known that the server still answers on it: a write that meets a dead connection may have
     *     happened, a read can be done again
     */
    Connection lease(boolean proven) throws SQLException;

    /** The statements of a connection that is leased. */
    default StatementSource statements(Connection leased) throws SQLException {
        return StatementSource.preparingOn(leased);
    }

    /** Learns that the server has answered on one of its connections. */
    void heard();

    /** Learns of a failure on one of its connections; gives the error to throw instead, or the same. */
    RuntimeException failed(Connection connection, RuntimeException error);

    /** Its connections as they are now; empty if that is not known. */
    default Optional<Health.Pool> pool() {
        return Optional.empty();
    }

    /** How long ago the server has answered on one of its connections. */
    default Duration silence() {
        return Duration.ZERO;
    }

    /** Ends one of its connections, on which something may still be unread. */
    void discard(Connection connection);

    @Override
    void close();
}
