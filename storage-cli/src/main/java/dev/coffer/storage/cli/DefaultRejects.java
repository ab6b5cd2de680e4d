package dev.coffer.storage.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Where rejected records go if nobody says where: {@code coffer-rejects.ndjson}, else a name with a number. */
final class DefaultRejects {
    private static final String ALL = "coffer-rejects";
    private static final String OF_MENDED_ONES = "still-bad";

    private DefaultRejects() {}

    /** Of a migration. */
    static Path in(Path directory, Endpoint... endpoints) {
        return fresh(directory, ALL, endpoints);
    }

    /** Of one that inserts mended rejects. */
    static Path ofMendedOnes(Path directory, Endpoint... endpoints) {
        return fresh(directory, OF_MENDED_ONES, endpoints);
    }

    /** Never a file that is there: it may be all there is of other records. */
    private static Path fresh(Path directory, String name, Endpoint... endpoints) {
        return IntStream.iterate(1, number -> number + 1)
                .mapToObj(number -> directory.resolve(name + (number == 1 ? "" : "-" + number) + ".ndjson"))
                .filter(file -> !OutputFile.isAny(file, endpoints) && !Files.exists(file))
                .findFirst()
                .orElseThrow();
    }
}
