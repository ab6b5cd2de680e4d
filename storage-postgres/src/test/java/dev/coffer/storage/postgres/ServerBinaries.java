package dev.coffer.storage.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of a PostgreSQL server, out of the jar that the build has put there. */
final class ServerBinaries {
    /** Also for the tests of other modules, which have this one on their class path. */
    private static final Path DIRECTORY = Path.of(URI.create(ServerBinaries.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString()))
            .resolveSibling("postgres");

    private final Path programs;
    private final List<String> asAnotherUser;

    private ServerBinaries(Path programs) {
        this.programs = programs;
        // A server does not run as root; in a user namespace root is nobody, and still owns its files.
        asAnotherUser = "root".equals(System.getProperty("user.name")) ? List.of("unshare", "--user") : List.of();
    }

    static synchronized ServerBinaries of(int version) {
        try (FileChannel others = FileChannel.open(
                        DIRECTORY.resolve("unpacking.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                ZipFile jar = new ZipFile(
                        DIRECTORY.resolve("binaries-" + version + ".jar").toFile())) {
            others.lock(); // the tests run in more than one JVM
            ZipEntry archive = jar.stream()
                    .filter(entry -> entry.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow();
            Path unpacked = DIRECTORY.resolve(version + "-" + Long.toHexString(archive.getCrc()));
            if (!Files.exists(unpacked)) {
                Path unpacking = Files.createTempDirectory(DIRECTORY, "unpacking");
                unpack(jar.getInputStream(archive), unpacking);
                Files.move(unpacking, unpacked, StandardCopyOption.ATOMIC_MOVE);
            }
            return new ServerBinaries(unpacked.resolve("bin"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unpack(InputStream archive, Path directory) throws IOException {
        try (TarArchiveInputStream files = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (TarArchiveEntry entry = files.getNextEntry(); entry != null; entry = files.getNextEntry()) {
                Path file = directory.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                    continue;
                }
                Files.createDirectories(file.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(files, file);
                    file.toFile().setExecutable((entry.getMode() & 0100) != 0);
                }
            }
        }
    }

    /** A process of a program, as a user that a server may run as; not yet started. */
    ProcessBuilder process(String program, List<String> arguments) {
        List<String> command = new ArrayList<>(asAnotherUser);
        command.add(programs.resolve(program).toString());
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true);
    }
}
