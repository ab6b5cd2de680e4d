package dev.coffer.storage.sqlite;

import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.spi.AuditContext;
import dev.coffer.storage.spi.StorageTransaction;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host's transaction on a connection that it has for itself. */
final class SqliteTransaction extends SqliteOperations implements StorageTransaction {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteTransaction.class);
    private static final String BEGIN_READING = "BEGIN";
    private static final String PIN_SNAPSHOT = "SELECT one FROM coffer_versions"; // BEGIN alone does not
    private static final String REFUSE_WRITES = "PRAGMA query_only = on";
    private static final String ALLOW_WRITES = "PRAGMA query_only = off";

    private final BoundDatabase database;
    private final Commit commit;
    private final Runnable giveBack;
    private final boolean writing;
    private boolean open = true;
    private boolean acting;

    private SqliteTransaction(
            BoundDatabase database, SearchIndex index, boolean writing, Commit commit, Runnable giveBack) {
        super(database, index);
        this.database = database;
        this.writing = writing;
        this.commit = commit;
        this.giveBack = giveBack;
    }

    private interface Commit {
        void run() throws SQLException;
    }

    /** Holds the file's write lock from the beginning, so that a later write never finds the data it read outdated. */
    static SqliteTransaction writing(Writer.Lease lease, Duration readTimeout, SearchIndex index) {
        SqliteTransaction transaction = new SqliteTransaction(
                new BoundDatabase(lease.connection(), readTimeout), index, true, lease::commit, lease::close);
        transaction.begin(Writer.BEGIN);
        return transaction;
    }

    /** Reads as of now, on a reader of its own. */
    static SqliteTransaction snapshot(Connection reader, Duration readTimeout, SearchIndex index) {
        SqliteConnection connection = SqliteConnection.of(reader);
        SqliteTransaction transaction = new SqliteTransaction(
                new BoundDatabase(connection, readTimeout),
                index,
                false,
                () -> connection.run(Writer.COMMIT),
                () -> giveBack(reader));
        transaction.begin(BEGIN_READING, PIN_SNAPSHOT);
        return transaction;
    }

    private static void giveBack(Connection reader) {
        try {
            reader.close();
        } catch (SQLException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("a reader was closed before its transaction ended");
        }
    }

    /** Reads as of now, on the only connection there is. */
    static SqliteTransaction readingOnly(Writer.Lease lease, Duration readTimeout, SearchIndex index) {
        SqliteConnection connection = lease.connection();
        BoundDatabase database = new BoundDatabase(connection, readTimeout);
        SqliteTransaction transaction = new SqliteTransaction(database, index, false, lease::commit, () -> {
            try (lease) {
                connection.runQuietly(ALLOW_WRITES);
            }
        });
        transaction.begin(REFUSE_WRITES, BEGIN_READING);
        return transaction;
    }

    private void begin(String... statements) {
        try {
            for (String statement : statements) {
                database.connection().run(statement);
            }
        } catch (Throwable e) {
            close();
            throw SqliteErrors.translate(e, Phase.WRITE);
        }
    }

    @Override
    public void actAs(AuditContext context) {
        if (writing) {
            acting = true;
            database.write(same -> {
                SqliteAuditTriggers.tell(same, context);
                return same;
            });
        }
    }

    private void stopActing() {
        if (acting) {
            database.write(same -> {
                SqliteAuditTriggers.forget(same);
                return same;
            });
        }
    }

    @Override
    public void commit() {
        stopActing();
        Phase phase = Phase.WRITE;
        try {
            phase = database.connection().isClosed() ? Phase.WRITE : Phase.COMMIT;
            commit.run();
            open = false;
        } catch (SQLException e) {
            throw SqliteErrors.translate(e, phase);
        }
    }

    @Override
    public void close() {
        try {
            if (open) {
                open = false;
                database.connection().runQuietly(Writer.ROLLBACK); // SQLite may have done it by itself
            }
        } finally {
            giveBack.run();
        }
    }
}
