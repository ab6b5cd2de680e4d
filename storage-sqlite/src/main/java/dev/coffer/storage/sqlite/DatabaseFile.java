package dev.coffer.storage.sqlite;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.Unavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

/**
 * A database file before it is opened. Nothing here may run while this process has the file open: closing any descriptor of
 * it drops the locks that SQLite holds (POSIX advisory locks belong to the process).
 */
final class DatabaseFile {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 100;
    private static final long POLL_MILLIS = 10;

    private DatabaseFile() {}

    /** The one name of the file, whichever way it is reached. */
    static Path canonical(Path file) {
        Path canonical = resolved(file);
        if (canonical.toString().contains("?")) { // the driver would read settings behind it
            throw new InvalidInput("url", "names a file whose true path has a question mark");
        }
        return canonical;
    }

    private static Path resolved(Path file) {
        try {
            return Files.exists(file)
                    ? file.toRealPath()
                    : Objects.requireNonNull(file.getParent()).toRealPath().resolve(file.getFileName());
        } catch (NoSuchFileException e) {
            throw new Unavailable("the directory of the database file does not exist", e);
        } catch (IOException e) {
            throw new Unavailable("the directory of the database file cannot be read", e);
        }
    }

    /** Makes sure there is a file that is new, by us or another process just now, or a database. */
    static void prepare(Path file, boolean mayCreate, Duration patience) {
        if (Files.isDirectory(file)) {
            throw new InvalidInput("url", "names a directory");
        }
        if (mayCreate && create(file)) {
            return;
        }
        try {
            check(file, patience);
        } catch (NoSuchFileException e) {
            throw new Unavailable("the database file does not exist", e);
        } catch (IOException e) {
            throw new Unavailable("the database file cannot be read", e);
        }
    }

    /** Only its owner may read what is in it. False if the file is there already. */
    static boolean create(Path file) {
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new Unavailable("the database file cannot be created", e);
        }
    }

    private static void check(Path file, Duration patience) throws IOException {
        if (!waitForContent(file, patience)) {
            throw new Corrupt(
                    "the database file is empty and was not created just now: if nothing was stored in it, delete it",
                    null);
        }
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            while (header.hasRemaining() && channel.read(header) >= 0) {
                // read on
            }
        }
        if (!Arrays.equals(header.array(), 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new Corrupt("the file is not a SQLite database", null);
        }
        if (header.hasRemaining() || isTruncated(header, file)) {
            throw new Corrupt("the database file is truncated", null);
        }
    }

    /** An empty file is new only for the one who made it. Another process may have, this moment. */
    private static boolean waitForContent(Path file, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (Files.size(file) == 0) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Unavailable("interrupted while waiting for another to fill the database file", e);
            }
        }
        return true;
    }

    /** By the size that the header tells, where it is valid (sqlite.org/fileformat2.html, 1.3) and no log or journal mends it. */
    private static boolean isTruncated(ByteBuffer header, Path file) throws IOException {
        int pageSize = header.getShort(16) & 0xFFFF;
        long bytes = (header.getInt(28) & 0xFFFF_FFFFL) * (pageSize == 1 ? 65_536 : pageSize);
        boolean valid = header.getInt(24) == header.getInt(92);
        return valid && !hasLog(file) && Files.size(file) < bytes;
    }

    /** By its header: both versions are 2 (sqlite.org/fileformat2.html, 1.3.3). */
    static boolean keepsLog(Path file) {
        ByteBuffer versions = ByteBuffer.allocate(2);
        try (SeekableByteChannel channel = Files.newByteChannel(file).position(18)) {
            return channel.read(versions) == 2 && versions.getShort(0) == 0x0202;
        } catch (IOException e) {
            throw new Unavailable("the database file cannot be read", e);
        }
    }

    /** Whether a part of it is still to be found in files beside it. Looks at names only. */
    static boolean hasLog(Path file) {
        return hasContent(Path.of(file + "-wal")) || hasContent(Path.of(file + "-journal"));
    }

    /** Looks at names only. */
    static boolean hasContent(Path file) {
        try {
            return Files.size(file) > 0;
        } catch (IOException e) {
            return false;
        }
    }
}
