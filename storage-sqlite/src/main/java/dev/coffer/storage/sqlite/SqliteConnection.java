package dev.coffer.storage.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.BusyHandler;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * A physical connection with its prepared statements: the pool's proxies would close them with each borrower, and preparing
 * costs as much as a short read. Used by one thread at a time.
 */
final class SqliteConnection extends JDBC4Connection {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteConnection.class);
    private static final int CACHED_STATEMENTS = 100;
    private static final int STEPS_BETWEEN_CHECKS = 20_000;
    private static final long NANOS_BETWEEN_LOOKS = 1_000_000;
    private static final int WAL_BYTES_KEPT = 8 * 1024 * 1024;
    private static final String MEMORY = ":memory:";

    private final Map<String, PreparedStatement> idle = new LinkedHashMap<>();
    private final IdentityHashMap<PreparedStatement, String> taken = new IdentityHashMap<>();
    private final SqliteStatements statements = new SqliteStatements(this);
    private long deadline = Long.MAX_VALUE;
    private Duration lockTimeout = Duration.ZERO;

    private SqliteConnection(String file, Properties settings) throws SQLException {
        super("jdbc:sqlite:" + file, file, settings);
    }

    /** Opens a file that exists. */
    static SqliteConnection open(Path file, OpenMode mode, Duration lockTimeout) throws SQLException {
        SQLiteConfig config = config(lockTimeout);
        config.setReadOnly(mode != OpenMode.WRITE);
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        String name = mode == OpenMode.READ_IMMUTABLE ? file.toUri() + "?immutable=1" : file.toString();
        SqliteConnection connection = prepared(new SqliteConnection(name, config.toProperties()));
        connection.waitForLocks(lockTimeout);
        BusyHandler.setHandler(connection, connection.new LockWait());
        return connection;
    }

    static SqliteConnection inMemory() throws SQLException {
        return prepared(new SqliteConnection(MEMORY, config(Duration.ZERO).toProperties()));
    }

    private static SQLiteConfig config(Duration lockTimeout) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(Math.toIntExact(lockTimeout.toMillis()));
        config.enforceForeignKeys(true);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setJournalSizeLimit(WAL_BYTES_KEPT);
        config.setGetGeneratedKeys(false);
        return config;
    }

    private static SqliteConnection prepared(SqliteConnection connection) throws SQLException {
        try {
            connection.pragma("trusted_schema = off");
            ProgressHandler.setHandler(connection, STEPS_BETWEEN_CHECKS, connection.new Deadline());
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The physical connection below a pool's proxy. */
    static SqliteConnection of(Connection connection) {
        try {
            return connection.unwrap(SqliteConnection.class);
        } catch (SQLException e) {
            throw new IllegalStateException("not a connection of this library", e);
        }
    }

    /**
     * Closes it at once, whoever uses it: what a pool does that is closed and cannot wait any longer. By the driver's own it
     * would stay open, with its locks.
     */
    @Override
    public void abort(Executor executor) throws SQLException {
        getDatabase().interrupt();
        close();
    }

    /** For the operations of a call. */
    SqliteStatements statements() {
        return statements;
    }

    /** A statement for one use, to be given back. */
    PreparedStatement take(String sql) throws SQLException {
        PreparedStatement known = idle.remove(sql);
        PreparedStatement statement = known == null ? prepareStatement(sql) : known;
        taken.put(statement, sql);
        return statement;
    }

    void giveBack(PreparedStatement statement) throws SQLException {
        String sql = taken.remove(statement);
        if (sql == null || !isOpen(statement)) {
            return; // it is back already, or failed
        }
        PreparedStatement other = idle.put(sql, statement);
        if (other != null) {
            other.close();
        }
        if (idle.size() > CACHED_STATEMENTS) {
            Iterator<PreparedStatement> longestIdle = idle.values().iterator();
            longestIdle.next().close();
            longestIdle.remove();
        }
    }

    /** Clears it for the next use. The driver has ended it if it failed: then there is nothing to keep. */
    private static boolean isOpen(PreparedStatement statement) {
        try {
            statement.clearParameters();
            return true;
        } catch (SQLException ended) {
            return false;
        }
    }

    /** Runs a statement without parameters to its end. */
    void run(String sql) throws SQLException {
        PreparedStatement statement = take(sql);
        try {
            if (statement.execute()) {
                statement.getResultSet().close();
            }
        } finally {
            giveBack(statement);
        }
    }

    /** Runs a statement that may have nothing to do. */
    void runQuietly(String sql) {
        try {
            run(sql);
        } catch (SQLException nothingToDo) {
            LOG.atDebug()
                    .addKeyValue("statement", sql)
                    .addKeyValue("reason", nothingToDo.getMessage())
                    .log("there was nothing to do");
        }
    }

    /** Runs a pragma; returns the first column of the first row, null if there is none. */
    @Nullable
    String pragma(String text) throws SQLException {
        try (Statement statement = createStatement()) {
            if (!statement.execute("PRAGMA " + text)) {
                return null;
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    /** Runs a read; a statement of it that still runs after this time is interrupted. */
    <T> T limited(Duration time, Supplier<T> read) {
        deadline = System.nanoTime() + time.toNanos();
        try {
            return read.get();
        } finally {
            deadline = Long.MAX_VALUE;
        }
    }

    /** How long it waits for a lock from now on; returns how long it did until now. */
    Duration waitForLocks(Duration time) {
        Duration before = lockTimeout;
        lockTimeout = time;
        return before;
    }

    /** The time between two looks whether a lock is free. */
    static void pause() {
        boolean interrupted = Thread.interrupted(); // or it would not pause
        LockSupport.parkNanos(NANOS_BETWEEN_LOOKS);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for the lock of another process. SQLite's own way sleeps for up to 100 ms before it looks again: beside a process that
     * writes without a pause it would hardly ever find the lock free.
     */
    private final class LockWait extends BusyHandler {
        private long end;

        @Override
        protected int callback(int looksBefore) {
            if (looksBefore == 0) {
                end = System.nanoTime() + lockTimeout.toNanos();
            }
            if (System.nanoTime() - end > 0) {
                return 0;
            }
            pause();
            return 1;
        }
    }

    private final class Deadline extends ProgressHandler {
        @Override
        protected int progress() {
            return deadline != Long.MAX_VALUE && System.nanoTime() - deadline > 0 ? 1 : 0;
        }
    }
}
