package dev.coffer.storage.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What this process has open, as Linux tells. */
public final class Descriptors {
    private Descriptors() {}

    /** The open descriptors of the file, its log and its index, by name; one that was deleted says so. */
    public static List<String> of(Path file) throws IOException {
        String name = file.toRealPath().toString();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(Descriptors::target)
                    .filter(target -> target.startsWith(name))
                    .toList();
        }
    }

    /** Those of the database itself: one each connection. */
    static long connections(Path file) throws IOException {
        String name = file.toRealPath().toString();
        return of(file).stream().filter(name::equals).count();
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return "closed meanwhile";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
