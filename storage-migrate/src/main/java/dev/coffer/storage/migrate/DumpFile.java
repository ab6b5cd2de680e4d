package dev.coffer.storage.migrate;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.Corrupt;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.Unavailable;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
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

    /** Reads it from the beginning. */
    DumpReader read(Path path) {
        try {
            return reader(Files.newInputStream(path));
        } catch (IOException e) {
            throw failure("the dump cannot be read", e);
        }
    }

    /** Reads it, wherever it is. Of the pipe that is possible once. */
    DumpReader read() {
        return file.isPresent() ? read(file.get()) : reader(StandardPipe.in());
    }

    private DumpReader reader(InputStream bytes) {
        InputStream in = new BufferedInputStream(bytes, BUFFER_BYTES);
        try {
            demandAsNamed(in);
            return new DumpReader(isCompressed() ? new GZIPInputStream(in, BUFFER_BYTES) : in, Ndjson.MAX_LINE_BYTES);
        } catch (IOException | RuntimeException e) {
            close(in);
            throw e instanceof IOException failure ? DumpReader.unreadable(failure) : (RuntimeException) e;
        }
    }

    /** What is compressed begins with two bytes that no text in UTF-8 has (RFC 1952, 2.3.1). */
    private void demandAsNamed(InputStream in) throws IOException {
        in.mark(2);
        boolean compressed = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        if (compressed && !isCompressed()) {
            throw new Corrupt(
                    "the dump is compressed: "
                            + (file.isPresent() ? "let its name end in .gz" : "decompress it first, as by gzip -dc"),
                    null);
        }
        if (!compressed && isCompressed()) {
            throw new Corrupt("the dump is not compressed, though its name ends in .gz", null);
        }
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            // it was of no use
        }
    }

    /** Writes it into the pipe. */
    static OutputStream writeIntoPipe() {
        return new BufferedOutputStream(StandardPipe.out(), BUFFER_BYTES);
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
