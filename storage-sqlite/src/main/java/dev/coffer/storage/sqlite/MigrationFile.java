package dev.coffer.storage.sqlite;

import dev.coffer.storage.Busy;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * The file beside a database that a migration into it fills, and that takes its name in the end. Whoever has it open has it alone. A
 * process that is killed leaves what it committed; only the loss of power can damage it, until it is published.
 */
final class MigrationFile implements AutoCloseable {
    private static final String SUFFIX = ".migration";
    private static final String IN_PLACE = "journal_mode = TRUNCATE"; // a write-ahead log would be all of it once more
    private static final int CACHE_KIB = 64 * 1024;
    private static final int SORTING_THREADS = 2; // beside the caller's, for indexes

    private final Path database;
    private final Path path;
    private final SqliteConnection connection;

    private MigrationFile(Path database, Path path, SqliteConnection connection) {
        this.database = database;
        this.path = path;
        this.connection = connection;
    }

    static Path beside(Path database) {
        return Path.of(database + SUFFIX);
    }

    static boolean isBeside(Path database) {
        return Files.exists(beside(database));
    }

    /** Demands that no migration into the database is on its way. Looks at names only. */
    static void demandNone(Path database) {
        if (isBeside(database)) {
            throw new SchemaMismatch(
                    "a migration into this database is not finished: wait for it if it is running; else resume it, restart it,"
                            + " or delete " + beside(database).getFileName() + " to give it up",
                    null);
        }
    }

    /**
     * Opens it.
     *
     * @param isNew whether it must not be there yet; else it must
     * @throws Busy if another migration has it
     */
    static MigrationFile open(Path database, boolean isNew, Duration patience) {
        Path path = beside(database);
        if (isNew && !DatabaseFile.create(path)) {
            throw new Busy("another migration into this database has begun", null);
        }
        if (!Files.exists(path)) {
            throw gone();
        }
        WriterRegistry.acquire(path, new Opener(path, patience));
        try {
            SqliteConnection connection = SqliteConnection.open(path, OpenMode.WRITE, Duration.ZERO);
            try {
                lock(connection);
                if (!Files.exists(path)) { // another published it while this one waited
                    throw gone();
                }
                return new MigrationFile(database, path, connection);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            WriterRegistry.release(path);
            throw SqliteErrors.translate(e, Phase.WRITE);
        }
    }

    private static Busy gone() {
        return new Busy("another migration into this database has just ended", null);
    }

    private static void lock(SqliteConnection connection) throws SQLException {
        connection.pragma("locking_mode = EXCLUSIVE");
        connection.pragma(IN_PLACE);
        connection.run("BEGIN EXCLUSIVE");
        connection.run(Writer.COMMIT);
        connection.pragma("synchronous = OFF");
        connection.pragma("foreign_keys = off");
        connection.pragma("cache_size = -" + CACHE_KIB);
        connection.pragma("threads = " + SORTING_THREADS);
    }

    SqliteConnection connection() {
        return connection;
    }

    /** Makes sure that the loss of power cannot damage it any more. */
    void synchronize() throws SQLException {
        connection.pragma(IN_PLACE); // it is not if an earlier attempt to publish it failed
        connection.pragma("synchronous = FULL");
    }

    /** Gives it the name of the database, when nothing of it can be lost any more. It must not be used afterwards. */
    void publish(Publication publication) throws SQLException {
        connection.pragma("journal_mode = WAL");
        publication.publish(path, database);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw SqliteErrors.translate(e, Phase.WRITE);
        } finally {
            WriterRegistry.release(path);
        }
    }

    private record Opener(Path path, Duration patience) implements WriterRegistry.Opener {
        @Override
        public void prepare() {
            if (DatabaseFile.hasContent(path)) { // one that was killed early has none yet
                DatabaseFile.prepare(path, false, patience);
            }
        }

        @Override
        public Optional<Writer> openWriter() {
            return Optional.empty();
        }
    }
}
