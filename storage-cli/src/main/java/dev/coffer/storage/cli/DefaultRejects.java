package dev.coffer.storage.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Where rejected records go if nobody says where: {@code coffer-rejects.ndjson}, else a name with a number. */
final class DefaultRejects {
    private DefaultRejects() {}

    /** Never a file that is there; but a migration that is resumed finds all rejects anew, and replaces those of its first run. */
    static Path in(Path directory, boolean resuming, Endpoint... endpoints) {
        return IntStream.iterate(1, number -> number + 1)
                .mapToObj(number -> directory.resolve(
                        number == 1 ? "coffer-rejects.ndjson" : "coffer-rejects-" + number + ".ndjson"))
                .filter(file -> !OutputFile.isAny(file, endpoints))
                .filter(file -> resuming || !Files.exists(file))
                .findFirst()
                .orElseThrow();
    }
}
