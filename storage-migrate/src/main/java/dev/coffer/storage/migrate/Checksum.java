package dev.coffer.storage.migrate;

import dev.coffer.storage.Corrupt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The SHA-256 of a file, in another one beside it, as {@code sha256sum} reads and writes it. */
final class Checksum {
    static final String EXTENSION = ".sha256";

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *][^\\n]*\\n?");
    private static final int LONGEST = 4_096;

    private Checksum() {}

    static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + EXTENSION);
    }

    /** Of what the file has now, in hexadecimal. */
    static String of(Path file) {
        MessageDigest sha256 = Sha256.begin();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw DumpFile.failure("the backup cannot be read", e);
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** Writes it to a file, for one that will have this name. */
    static void write(String sha256, Path named, Path file) throws IOException {
        try (OutputStream out = DumpFile.privately(file)) {
            out.write((sha256 + "  " + named.getFileName() + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Whether there is one, and it fits.
     *
     * @throws Corrupt if it does not
     */
    static boolean fits(Path file) {
        Optional<String> written = written(beside(file));
        if (written.isPresent() && !written.get().equals(of(file))) {
            throw new Corrupt(
                    "the backup was cut or altered, or is another one: its SHA-256 is not the one in "
                            + beside(file).getFileName(),
                    null);
        }
        return written.isPresent();
    }

    private static Optional<String> written(Path checksum) {
        if (!Files.exists(checksum)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(checksum)) {
            Matcher line = LINE.matcher(new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1));
            if (!line.matches()) {
                throw new Corrupt(checksum.getFileName() + " has no SHA-256, or more than one", null);
            }
            return Optional.of(line.group(1));
        } catch (IOException e) {
            throw DumpFile.failure("the checksum of the backup cannot be read", e);
        }
    }
}
