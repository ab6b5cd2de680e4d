package dev.coffer.storage.sqlite;

import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that goes on seeing one moment, whatever others write. Its statements can be read in turns: whoever steps one holds the
 * lock.
 */
final class Snapshot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);
    private static final int ATTEMPTS = 50;
    private static final int CACHE_KIB = 16 * 1024;
    private static final String VERSION = "data_version";
    private static final String BEGIN = "BEGIN";
    private static final String PIN = "SELECT 1 FROM sqlite_schema LIMIT 1"; // BEGIN alone does not
    private static final String END = "ROLLBACK";

    private final SqliteConnection connection;
    private final ReentrantLock lock = new ReentrantLock();

    Snapshot(SqliteConnection connection) {
        this.connection = connection;
    }

    /**
     * Opens connections that all see the same moment, as many as wanted or, where others commit without a pause, fewer. They take no
     * lock that a writer waits for: whether somebody has committed while they began is seen afterwards (sqlite.org/pragma.html,
     * data_version), and then they begin again.
     */
    static List<Snapshot> open(Path file, int wanted, Duration lockTimeout) {
        List<Snapshot> open = new ArrayList<>();
        try {
            while (open.size() < wanted) {
                SqliteConnection connection = SqliteConnection.open(file, true, lockTimeout);
                open.add(new Snapshot(connection));
                connection.pragma("cache_size = -" + CACHE_KIB);
            }
            while (!pinned(open)) {
                List<Snapshot> spare = open.subList((open.size() + 1) / 2, open.size());
                spare.forEach(Snapshot::close);
                spare.clear();
            }
            return open;
        } catch (SQLException | RuntimeException e) {
            open.forEach(Snapshot::close);
            throw SqliteErrors.translate(e, Phase.READ);
        }
    }

    private static boolean pinned(List<Snapshot> snapshots) throws SQLException {
        SqliteConnection watch = snapshots.get(0).connection;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String before = watch.pragma(VERSION);
            for (int i = snapshots.size() - 1; i >= 0; i--) {
                snapshots.get(i).begin();
            }
            if (snapshots.size() == 1 || Objects.equals(watch.pragma(VERSION), before)) {
                return true;
            }
            for (Snapshot snapshot : snapshots) {
                snapshot.connection.run(END);
            }
        }
        return false;
    }

    private void begin() throws SQLException {
        connection.run(BEGIN);
        connection.run(PIN);
    }

    /** What is done with a connection. */
    interface Use<T> {
        T of(SqliteConnection connection) throws SQLException;
    }

    <T> T use(Use<T> use) {
        lock.lock();
        try {
            return use.of(connection);
        } catch (SQLException | RuntimeException e) {
            throw SqliteErrors.translate(e, Phase.READ);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("a connection that only read could not be closed: {}", e.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
