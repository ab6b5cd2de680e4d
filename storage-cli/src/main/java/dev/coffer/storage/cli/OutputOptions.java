package dev.coffer.storage.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is told, and where. */
final class OutputOptions {
    @Option(
            names = "--report",
            paramLabel = "FILE.json",
            order = 20,
            description = "Writes the result to a file, as JSON.")
    private @Nullable Path report;

    @Option(names = "--quiet", order = 21, description = "Shows no progress.")
    private boolean quiet;

    @Option(names = "--debug", order = 22, description = "Shows the stack trace of a failure.")
    private boolean debug;

    Optional<Path> report() {
        return Optional.ofNullable(report);
    }

    boolean quiet() {
        return quiet;
    }

    boolean debug() {
        return debug;
    }
}
