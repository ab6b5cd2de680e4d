package dev.coffer.storage.sqlite;

import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.jdbi.Checkpoints;
import dev.coffer.storage.spi.AuditState;
import dev.coffer.storage.spi.RecordTarget.State;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The database that a migration leads to, as it is there before or after. */
final class TargetDatabase implements AutoCloseable {
    private static final String OBJECTS = "SELECT count(*) FROM sqlite_schema";
    private static final String OF_OTHERS =
            "SELECT count(*) FROM sqlite_schema WHERE name NOT GLOB 'coffer_*' AND name NOT GLOB 'sqlite_*'";

    private final Opening opening;
    private final Path file;
    private final SqliteConnection connection;
    private final Handle handle;

    private TargetDatabase(Opening opening, Path file, SqliteConnection connection) {
        this.opening = opening;
        this.file = file;
        this.connection = connection;
        handle = Opening.HANDLES.on(connection);
    }

    /** Opens a file that is there. */
    static TargetDatabase open(Opening opening, Path file) {
        WriterRegistry.acquire(file, opening.reading(file));
        try {
            return new TargetDatabase(
                    opening, file, SqliteConnection.open(file, OpenMode.WRITE, opening.lockTimeout()));
        } catch (SQLException | RuntimeException e) {
            WriterRegistry.release(file);
            throw SqliteErrors.translate(e, Phase.WRITE);
        }
    }

    /** What is at this path now. */
    static State state(Opening opening, Path file) {
        if (isNothing(file)) {
            return State.EMPTY;
        }
        try (TargetDatabase database = open(opening, file)) {
            return database.state();
        }
    }

    /** The highest version that one which is empty has ever given; 0 if there is none. */
    static long highWater(Opening opening, Path file) {
        if (isNothing(file)) {
            return 0;
        }
        try (TargetDatabase database = open(opening, file)) {
            return database.count(OBJECTS) == 0 ? 0 : database.count(SqliteSource.HIGH_WATER);
        } catch (RuntimeException e) {
            throw SqliteErrors.translate(e, Phase.READ);
        }
    }

    /** What one that is empty has recorded until now; empty if there is none. */
    static Optional<AuditState> auditLog(Opening opening, Path file) {
        if (isNothing(file)) {
            return Optional.empty();
        }
        try (TargetDatabase database = open(opening, file)) {
            return SqliteAuditLog.read(database.handle);
        } catch (RuntimeException e) {
            throw SqliteErrors.translate(e, Phase.READ);
        }
    }

    /** A file without content was made to be replaced. */
    private static boolean isNothing(Path file) {
        return !Files.exists(file) || (MigrationFile.isBeside(file) && !DatabaseFile.hasContent(file));
    }

    private State state() {
        try {
            if (count(OBJECTS) == 0) {
                return State.EMPTY;
            }
            if (!SqliteSchema.hasHistory(handle)) {
                return State.OCCUPIED;
            }
            opening.demandTables(connection);
            State state = Checkpoints.state(handle);
            return state == State.EMPTY && count(OF_OTHERS) > 0 ? State.OCCUPIED : state; // those tables would be lost
        } catch (SQLException | RuntimeException e) {
            throw SqliteErrors.translate(e, Phase.READ);
        }
    }

    private long count(String query) {
        return handle.createQuery(query).mapTo(Long.class).one();
    }

    /** Keeps everybody else away, until it is closed. */
    void lock() throws SQLException {
        connection.pragma("locking_mode = EXCLUSIVE");
        connection.pragma(
                "journal_mode = DELETE"); // which also leaves no log that would be taken for that of another file
        connection.run("BEGIN EXCLUSIVE");
    }

    void demandEmpty() {
        if (state() != State.EMPTY) {
            throw new SchemaMismatch("the database got content of its own while the migration ran", null);
        }
    }

    SqliteConnection connection() {
        return connection;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw SqliteErrors.translate(e, Phase.READ);
        } finally {
            WriterRegistry.release(file);
        }
    }
}
