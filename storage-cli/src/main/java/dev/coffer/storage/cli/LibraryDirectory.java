package dev.coffer.storage.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where SQLite's native library is unpacked, and sources are put in order: a directory of this process, since a process that is halted
 * deletes nothing by itself.
 */
final class LibraryDirectory {
    private static final String PROPERTY = "org.sqlite.tmpdir";

    private final Optional<Path> directory;

    private LibraryDirectory(Optional<Path> directory) {
        this.directory = directory;
    }

    /** Makes it, unless somebody has said where to unpack. */
    static LibraryDirectory make() {
        if (System.getProperty(PROPERTY) != null) {
            return new LibraryDirectory(Optional.empty());
        }
        try {
            Path directory = Files.createTempDirectory("coffer-");
            System.setProperty(PROPERTY, directory.toString());
            return new LibraryDirectory(Optional.of(directory));
        } catch (IOException e) {
            return new LibraryDirectory(Optional.empty()); // the driver will say so, if it needs one
        }
    }

    /** Where the system lets what is in use be deleted. */
    void delete() {
        directory.ifPresent(path -> {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException | UncheckedIOException e) { // as of what went away meanwhile
                // it stays
            }
        });
    }
}
