package dev.coffer.storage.migrate;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Where a dump is: {@code ndjson:FILE}, compressed if its name ends in {@code .gz}, or {@code ndjson:-}, standard input and output.
 *
 * @param file empty for a pipe
 */
record DumpFile(Optional<Path> file) {
    private static final String PIPE = "-";
    private static final int BUFFER_BYTES = 1 << 16;

    /** Of a URL with this scheme. */
    static DumpFile of(String scheme, String url) {
        String name = url.substring(scheme.length() + 1);
        if (name.isBlank() || name.indexOf(0) >= 0) {
            throw new InvalidInput("url", "must name a file behind " + scheme + ":");
        }
        return new DumpFile(name.equals(PIPE) ? Optional.empty() : Optional.of(Path.of(name)));
    }

    /** For messages, and to tell whether two are the same. */
    String identity() {
        return "ndjson:" + file.map(path -> canonical(path).toString()).orElse(PIPE);
    }

    /** The same for all names of a file that is there. */
    static Path canonical(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException notThere) {
            return file.toAbsolutePath().normalize();
        }
    }

    private boolean isCompressed() {
        return file.isPresent() && file.get().getFileName().toString().endsWith(".gz");
    }

    /** Reads it from the beginning. Of the pipe that is possible once. */
    DumpReader read(Path path) {
        try {
            InputStream in = Files.newInputStream(path);
            return reader(isCompressed() ? new GZIPInputStream(in, BUFFER_BYTES) : in);
        } catch (IOException e) {
            throw failure("the dump cannot be read", e);
        }
    }

    /** Reads it, wherever it is. */
    DumpReader read() {
        return file.isPresent() ? read(file.get()) : reader(System.in);
    }

    private static DumpReader reader(InputStream in) {
        return new DumpReader(in, Ndjson.MAX_LINE_BYTES);
    }

    /** Writes it there, for nobody but its owner to read. */
    OutputStream write(Path path) {
        try {
            OutputStream out = privately(path);
            return isCompressed() ? new GZIPOutputStream(out, BUFFER_BYTES) : out;
        } catch (IOException e) {
            throw failure("the dump cannot be written", e);
        }
    }

    /** A new file in place of what was there, with mode 0600 where the file system knows modes. */
    static OutputStream privately(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            Files.delete(path);
        }
        if (!Files.exists(path)
                && path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return Files.newOutputStream(path);
    }

    static StorageException failure(String what, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new Unavailable(what + ": there is no such file or directory", e);
        }
        return e instanceof AccessDeniedException
                ? new AccessDenied(what + ": access is denied", e)
                : new Unavailable(what, e);
    }
}
