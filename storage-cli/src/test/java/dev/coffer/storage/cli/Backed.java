package dev.coffer.storage.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is in a directory of backups. */
final class Backed {
    private Backed() {}

    /** The names of all files, hidden ones too, in order. */
    static List<String> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the backups, oldest first. */
    static List<String> backups(Path directory) {
        return files(directory).stream()
                .filter(name -> name.matches("coffer-.*\\.ndjson\\.gz(\\.age)?"))
                .toList();
    }

    /** The one that is there. */
    static Path only(Path directory) {
        List<String> backups = backups(directory);
        if (backups.size() != 1) {
            throw new AssertionError("there are " + backups);
        }
        return directory.resolve(backups.get(0));
    }

    /** Both, those that are the same each time first. */
    static String[] arguments(String[] more, String... first) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
    }

    static Path checksum(Path backup) {
        return backup.resolveSibling(backup.getFileName() + ".sha256");
    }
}
