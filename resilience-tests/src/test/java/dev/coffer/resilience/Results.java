package dev.coffer.resilience;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints the table of all scenarios when the last test has ended. Each row stands in a file of its own until then, so that runs of
 * several JVMs add to the same table.
 */
public final class Results implements TestExecutionListener {
    private static final String PROPERTY = "coffer.resilience.results";
    private static final String HEAD = """
            | chapter | scenario | runs | faults injected | calls | errors by type | lost | measured |
            |---|---|---|---|---|---|---|---|
            """;

    static void add(Chapter chapter, String scenario, String row) {
        try {
            Path rows = Files.createDirectories(rows());
            String name = "%d-%s".formatted(chapter.number(), scenario.replaceAll("[^A-Za-z0-9]+", "-"));
            Files.writeString(rows.resolve(name), row + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of short runs and of whole ones stand apart, so that a table tells of one kind. */
    private static Path rows() {
        return directory().resolve(Extent.of("short", "full"));
    }

    private static Path directory() {
        return Path.of(System.getProperty(PROPERTY, "target/resilience"));
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        Path rows = rows();
        if (!Files.exists(rows)) {
            return;
        }
        try (Stream<Path> files = Files.list(rows)) {
            List<String> lines = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                lines.add(Files.readString(file));
            }
            String table = HEAD + String.join("", lines);
            Files.writeString(directory().resolve("table.md"), table);
            System.out.println(table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
