package dev.coffer.storage.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;

/** Files of the tests. */
final class Scratchpad {
    private static final Path ALL = Path.of("target", "commands").toAbsolutePath();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Scratchpad() {}

    /** A directory that is there and empty. */
    static Path directory() {
        try {
            return Files.createDirectories(ALL.resolve(ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file in a directory of its own. */
    static Path file(String name, String... lines) {
        return write(directory().resolve(name), lines);
    }

    static Path write(Path file, String... lines) {
        try {
            return Files.writeString(file, String.join("\n", lines) + (lines.length == 0 ? "" : "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A named pipe of which this comes once, and then nothing. */
    static Path pipe(String content) throws IOException, InterruptedException {
        Path pipe = directory().resolve("pipe");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        Thread writer = new Thread(() -> {
            write(pipe, content);
            while (!Thread.interrupted()) {
                write(pipe); // waits for the next one that reads
            }
        });
        writer.setDaemon(true);
        writer.start();
        return pipe;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path permit(Path file, String permissions) {
        try {
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
