package dev.coffer.storage.postgres;

import java.sql.Connection;
import java.sql.SQLException;

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

    /** Ends one of its connections, on which something may still be unread. */
    void discard(Connection connection);

    @Override
    void close();
}
