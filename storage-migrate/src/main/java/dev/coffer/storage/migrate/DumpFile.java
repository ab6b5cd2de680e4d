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
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Where a dump is: {@code ndjson:FILE}, compressed if its name ends in {@code .gz}, or {@code ndjson:-}, standard input and output.
 *
 * @param file empty for a pipe
 * @param cipher of one that is encrypted
 */
record DumpFile(Optional<Path> file, Optional<BackupCipher> cipher) {
    /** What the name of an encrypted one ends in. */
    static final String ENCRYPTED = ".age";

    /** What is encrypted begins so. */
    private static final String AGE = "age-encryption.org/";

    private static final String PIPE = "-";
    private static final int BUFFER_BYTES = 1 << 16;

    private static DumpFile plain(Optional<Path> file) {
        return new DumpFile(file, Optional.empty());
    }

    /** Of a URL with this scheme. */
    static DumpFile of(String scheme, String url) {
        String name = url.substring(scheme.length() + 1);
        if (name.isBlank() || name.indexOf(0) >= 0) {
            throw new InvalidInput("url", "must name a file behind " + scheme + ":");
        }
        return plain(name.equals(PIPE) ? Optional.empty() : Optional.of(Path.of(name)));
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
        return file.map(path -> path.getFileName().toString())
                .map(name -> cipher.isPresent() ? name.replaceFirst("\\" + ENCRYPTED + "$", "") : name)
                .filter(name -> name.endsWith(".gz"))
                .isPresent();
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
        InputStream in = bytes;
        try {
            in = new BufferedInputStream(decrypted(bytes), BUFFER_BYTES);
            demandAsNamed(in);
            return new DumpReader(isCompressed() ? new GZIPInputStream(in, BUFFER_BYTES) : in, Ndjson.MAX_LINE_BYTES);
        } catch (IOException | RuntimeException e) {
            close(in);
            throw e instanceof IOException failure ? DumpReader.unreadable(failure) : (RuntimeException) e;
        }
    }

    private InputStream decrypted(InputStream bytes) throws IOException {
        try {
            return cipher.isPresent() ? cipher.get().decrypting(bytes) : bytes;
        } catch (GeneralSecurityException e) {
            throw new AccessDenied("it is not encrypted for this identity, or its beginning is damaged", e);
        }
    }

    /** What is compressed begins with two bytes that no text in UTF-8 has (RFC 1952, 2.3.1). */
    private void demandAsNamed(InputStream in) throws IOException {
        in.mark(AGE.length());
        byte[] beginning = in.readNBytes(AGE.length());
        in.reset();
        if (new String(beginning, StandardCharsets.ISO_8859_1).equals(AGE)) {
            throw new Corrupt("the dump is encrypted: decrypt it first, as by age -d, or restore it", null);
        }
        boolean compressed = beginning.length > 1 && beginning[0] == 0x1f && beginning[1] == (byte) 0x8b;
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
            OutputStream out = encrypted(privately(path));
            return isCompressed() ? new GZIPOutputStream(out, BUFFER_BYTES) : out;
        } catch (IOException e) {
            throw failure("the dump cannot be written", e);
        }
    }

    private OutputStream encrypted(OutputStream out) throws IOException {
        return cipher.isPresent() ? cipher.get().encrypting(new BufferedOutputStream(out, BUFFER_BYTES)) : out;
    }

    /** A new file in place of what was there, with mode 0600 where the file system knows modes. */
    static OutputStream privately(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            Files.delete(path);
        }
        if (!Files.exists(path)) {
            Files.createFile(path, forItsOwner(path));
        }
        return Files.newOutputStream(path);
    }

    /** Of a new file: mode 0600 where the file system knows modes. */
    static FileAttribute<?>[] forItsOwner(Path path) {
        return isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Makes what is in a file durable under its final name. */
    static void publish(Path file, Path place) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
        if (isPosix(place)) { // elsewhere a directory cannot be opened
            try (FileChannel directory = FileChannel.open(place.toAbsolutePath().getParent())) {
                directory.force(true);
            }
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    static StorageException failure(String what, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new Unavailable(what + ": there is no such file or directory", e);
        }
        return e instanceof AccessDeniedException
                ? new AccessDenied(what + ": access is denied", e)
                : new Unavailable(what + reason(e), e);
    }

    /** Such as that there is no space left, as the system says it. */
    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        return reason == null ? "" : ": " + reason;
    }
}
