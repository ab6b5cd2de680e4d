package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints results as Markdown, and keeps them in a file for each section. */
final class Report {
    private final Path directory;

    Report(Path directory) {
        this.directory = directory;
    }

    void add(String section, List<Result> results) throws IOException {
        String text = "### " + section + "\n\n" + Summary.of(results)
                + results.stream().map(Table::of).collect(Collectors.joining());
        System.out.println(text);
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(fileName(section) + ".md"), text);
    }

    private static String fileName(String section) {
        return section.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
