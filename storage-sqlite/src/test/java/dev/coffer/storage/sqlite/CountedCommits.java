package dev.coffer.storage.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.sqlite.SQLiteCommitListener;

/** Counts the commits of this process's writer of a file, for as long as it is open. Is there before any storage on the file. */
public final class CountedCommits implements WriterRegistry.Opener, AutoCloseable {
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);

    private final AtomicLong commits = new AtomicLong();
    private final Path file;

    /** On a database that exists and is not open in this process. */
    public CountedCommits(Path file) {
        this.file = DatabaseFile.canonical(file);
        WriterRegistry.acquire(this.file, this);
    }

    public long count() {
        return commits.get();
    }

    @Override
    public void prepare() {
        // the database is whole
    }

    @Override
    public Optional<Writer> openWriter() {
        try {
            SqliteConnection connection = SqliteConnection.open(file, OpenMode.WRITE, LOCK_TIMEOUT);
            connection.addCommitListener(new SQLiteCommitListener() {
                @Override
                public void onCommit() {
                    commits.incrementAndGet();
                }

                @Override
                public void onRollback() {
                    // is no commit
                }
            });
            return Optional.of(new Writer(connection, Checkpoint.of(file), FileIdentity.of(file)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        WriterRegistry.release(file);
    }
}
