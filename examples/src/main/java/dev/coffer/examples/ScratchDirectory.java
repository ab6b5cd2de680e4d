package dev.coffer.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** An empty directory for the database of an example, deleted with all that is in it when the example ends. */
final class ScratchDirectory implements AutoCloseable {
    private final Path path = Files.createTempDirectory("coffer-example-");

    ScratchDirectory() throws IOException {}

    Path file(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() throws IOException {
        delete(path);
    }

    /** Deletes a directory, if it is there, with all that is in it. */
    static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> paths = Files.walk(directory)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
