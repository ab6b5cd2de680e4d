package dev.coffer.storage.sqlite;

import java.io.File;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the write-ahead log short. SQLite's own checkpoints copy it into the database but begin it anew only when no reader is
 * there, which under permanent readers is never; this one waits for the readers of the moment. Not for one that stays, such as who
 * reads all there is.
 */
final class Checkpoint {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);
    private static final long DUE_BYTES = 16L * 1024 * 1024;
    private static final long URGENT_BYTES = 2 * DUE_BYTES;

    /** To ask for the size takes as long as a quarter of a commit on some file systems; what grows by much takes longer. */
    private static final long NANOS_BETWEEN_LOOKS = 10_000_000;

    private static final Duration WAIT = Duration.ofMillis(100);
    private static final Duration URGENT_WAIT = Duration.ofSeconds(1);

    private final @Nullable File log;
    private long due = DUE_BYTES;
    private long framesCopied;
    private boolean stuck;
    private boolean demanded;
    private long lookedAt = System.nanoTime() - NANOS_BETWEEN_LOOKS;

    private Checkpoint(@Nullable File log) {
        this.log = log;
    }

    static Checkpoint of(Path database) {
        return new Checkpoint(new File(database + "-wal"));
    }

    /** For what has no log: a database in memory. */
    static Checkpoint never() {
        return new Checkpoint(null);
    }

    /** Called by the thread that holds the writer, outside of a transaction. Does not fail: the next one will try again. */
    void ifDue(SqliteConnection connection) {
        if (!demanded && !isTimeToLook()) {
            return;
        }
        long size = size();
        if (!demanded && size < due) {
            return;
        }
        demanded = false;
        Duration waitAsBefore = connection.waitForLocks(patience(size));
        try {
            run(connection);
        } catch (SQLException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("the write-ahead log could not be shortened");
        } finally {
            connection.waitForLocks(waitAsBefore);
        }
        due = Math.max(
                DUE_BYTES, size() + DUE_BYTES / 4); // a long reader holds it: do not wait for that at each commit
    }

    /** Makes one due, whatever the size: the log is about to be lost. */
    void demand() {
        demanded = true;
    }

    private boolean isTimeToLook() {
        long now = System.nanoTime();
        boolean isTime = now - lookedAt >= NANOS_BETWEEN_LOOKS;
        if (isTime) {
            lookedAt = now;
        }
        return isTime;
    }

    private Duration patience(long size) {
        if (stuck) {
            return Duration.ZERO;
        }
        return size < URGENT_BYTES ? WAIT : URGENT_WAIT;
    }

    /** Copies what it may, which is up to the moment that the oldest reader sees. */
    private void run(SqliteConnection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            result.next();
            boolean busy = result.getInt(1) != 0;
            long frames = result.getLong(3);
            stuck = busy && frames == framesCopied;
            framesCopied = busy ? frames : 0;
        }
    }

    /** The size by name: opening the file here would drop the process's locks when it is closed. */
    private long size() {
        return log == null ? 0 : log.length();
    }
}
