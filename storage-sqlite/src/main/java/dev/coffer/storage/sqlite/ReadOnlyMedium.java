package dev.coffer.storage.sqlite;

import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;

/** A database that lies where nothing can be written. */
final class ReadOnlyMedium {
    private ReadOnlyMedium() {}

    private static boolean holds(Path file) {
        return !Files.isWritable(file) || !Files.isWritable(Objects.requireNonNull(file.getParent()));
    }

    /** SQLite opens such a file all the same, and fails later. */
    static void demandOther(Path file) {
        if (holds(file)) {
            throw new ReadOnly(
                    "the database file or its directory cannot be written: let it be written, or open it with readOnly(true)",
                    null);
        }
    }

    /**
     * How a file can be read. Even who only reads takes part in the log, by a -shm file beside it (sqlite.org/wal.html, 6). Where that
     * can neither be found nor made, nobody has the database open; if no log is left either, it is all in its file.
     */
    static OpenMode modeOf(Path file, Duration lockTimeout) {
        try (SqliteConnection trial = SqliteConnection.open(file, OpenMode.READ, lockTimeout)) {
            trial.run(Snapshot.PIN);
            return OpenMode.READ;
        } catch (SQLException e) {
            RuntimeException failure = SqliteErrors.translate(e, Phase.READ);
            if (!(failure instanceof ReadOnly || failure instanceof Unavailable) || !holds(file)) {
                throw failure;
            }
            if (DatabaseFile.hasLog(file)) {
                throw new ReadOnly(
                        "SQLite has to write a -shm file beside a database whose -wal or -journal was left, even to read it, and the"
                                + " directory cannot be written: let it be written, or copy the files to another one, and read the copy",
                        failure);
            }
            return OpenMode.READ_IMMUTABLE;
        }
    }
}
