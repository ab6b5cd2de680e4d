package dev.coffer.storage.sqlite;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Which files the names of a database stood for when it was opened. SQLite goes on with a file that was deleted, moved or
 * replaced: what is written to it then, nobody finds again. Looks at names only, which takes microseconds.
 */
final class FileIdentity {
    private static final long NANOS_BETWEEN_LOOKS = 100_000_000;
    private static final String ABSENT = "absent";
    private static final String PRESENT = "present"; // all that can be told where files have no key

    private final Function<BasicFileAttributes, Object> identity;
    private final Map<Path, Object> database;
    private final Map<Path, Object> beside;
    private volatile long lookAgainAt = System.nanoTime();

    private FileIdentity(Function<BasicFileAttributes, Object> identity, List<Path> database, List<Path> beside) {
        this.identity = identity;
        this.database = database.stream().collect(toMap(Function.identity(), this::now));
        this.beside = beside.stream().collect(toMap(Function.identity(), this::now));
    }

    static FileIdentity of(Path database) {
        return new FileIdentity(FileIdentity::key, List.of(database), List.of());
    }

    /** Also of what SQLite keeps beside the database while it is open. */
    static FileIdentity withLog(Path database) {
        return new FileIdentity(
                FileIdentity::key, List.of(database), List.of(log(database), Path.of(database + "-shm")));
    }

    /** Of a database that nobody must change, nor begin a log of. */
    static FileIdentity immutable(Path database) {
        return new FileIdentity(
                file -> List.of(key(file), file.lastModifiedTime(), file.size()),
                List.of(database, log(database)),
                List.of());
    }

    /** Of a database in memory. */
    static FileIdentity none() {
        return new FileIdentity(FileIdentity::key, List.of(), List.of());
    }

    private static Path log(Path database) {
        return Path.of(database + "-wal");
    }

    private static Object key(BasicFileAttributes file) {
        return Objects.requireNonNullElse(file.fileKey(), PRESENT);
    }

    private Object now(Path file) {
        try {
            return identity.apply(Files.readAttributes(file, BasicFileAttributes.class));
        } catch (IOException e) {
            return ABSENT;
        }
    }

    /**
     * Fails, as SQLite itself does where it looks, if a name stands for another file now or for none. That a log was not only deleted
     * but replaced may go unnoticed for a tenth of a second: after a look at more than its name, Linux takes longer for the next
     * write to it, by as much as a third of a commit.
     */
    void demand() throws SQLException {
        demandSame(database);
        if (isTimeToLook()) {
            demandSame(beside);
            lookAgainAt = System.nanoTime() + NANOS_BETWEEN_LOOKS;
        } else {
            demandThere(beside.keySet());
        }
    }

    /** For reads: unless a write has found out, it may go unnoticed for a tenth of a second. */
    void demandNowAndThen() throws SQLException {
        if (isTimeToLook()) {
            demand();
        }
    }

    private boolean isTimeToLook() {
        return System.nanoTime() - lookAgainAt >= 0;
    }

    private void demandSame(Map<Path, Object> known) throws SQLException {
        for (Map.Entry<Path, Object> file : known.entrySet()) {
            if (!now(file.getKey()).equals(file.getValue())) {
                throw lost(file.getKey());
            }
        }
    }

    private void demandThere(Set<Path> files) throws SQLException {
        for (Path file : files) {
            if (!Files.exists(file)) {
                throw lost(file);
            }
        }
    }

    private SQLiteException lost(Path file) {
        lookAgainAt = System.nanoTime();
        return new SQLiteException(
                file.getFileName() + " is not the file any more that was opened",
                SQLiteErrorCode.SQLITE_READONLY_DBMOVED);
    }

    boolean isLost() {
        try {
            demand();
            return false;
        } catch (SQLException e) {
            return true;
        }
    }
}
