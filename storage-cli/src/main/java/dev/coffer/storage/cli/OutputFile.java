package dev.coffer.storage.cli;

import dev.coffer.storage.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file that a command writes beside its work. */
final class OutputFile {
    private OutputFile() {}

    /**
     * Checks before the work begins that the file can be written, and is none of those that it must not be.
     *
     * @throws InvalidInput naming the option
     */
    static Path checked(String option, Path file, Endpoint... others) {
        Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        if (Files.isDirectory(file) || !Files.isDirectory(directory)) {
            throw new InvalidInput(option, "must name a file in a directory that is there");
        }
        if (!Files.isWritable(Files.exists(file) ? file : directory)) {
            throw new InvalidInput(option, "must name a file that may be written");
        }
        if (isAny(file, others)) {
            throw new InvalidInput(option, "must be another file than the source and the target");
        }
        return file;
    }

    /** Whether the file is one of these, by whatever name. */
    static boolean isAny(Path file, Endpoint... endpoints) {
        for (Endpoint endpoint : endpoints) {
            if (endpoint.file().filter(other -> isSame(file, other)).isPresent()) {
                return true;
            }
        }
        return false;
    }

    static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException notThere) {
            return one.toAbsolutePath()
                    .normalize()
                    .equals(other.toAbsolutePath().normalize());
        }
    }
}
