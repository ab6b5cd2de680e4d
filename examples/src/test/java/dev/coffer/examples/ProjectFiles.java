package dev.coffer.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of this project, wherever its tests run. */
final class ProjectFiles {
    private static final Path MODULE =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath();

    private ProjectFiles() {}

    static Path inModule(String path) {
        return MODULE.resolve(path);
    }

    static Path inProject(String path) {
        return MODULE.resolveSibling(path);
    }

    static Path readme() {
        return inProject("README.md");
    }

    /** The README, what it says of security, and the pages in docs. */
    static List<Path> documentation() {
        return Stream.concat(Stream.of(readme(), inProject("SECURITY.md")), list(inProject("docs"), ".md"))
                .toList();
    }

    /** The tests of all modules and the rules of the contract, by their file names. */
    static Map<String, Path> testSources() {
        return list(inProject(""), "")
                .flatMap(module -> Stream.of("src/test/java", "src/main/java/dev/coffer/storage/testkit")
                        .map(module::resolve))
                .filter(Files::isDirectory)
                .flatMap(ProjectFiles::walk)
                .filter(file -> file.toString().matches(".*(Test|Rules)\\.java"))
                .collect(Collectors.toMap(file -> file.getFileName().toString(), file -> file, (one, other) -> one));
    }

    private static Stream<Path> walk(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sources of the examples, and of the test that is one. */
    static List<Path> examples() {
        return Stream.concat(
                        list(MODULE.resolve("src/main/java/dev/coffer/examples"), ".java"),
                        list(MODULE.resolve("src/test/java/dev/coffer/examples"), "ProviderTest.java"))
                .toList();
    }

    private static Stream<Path> list(Path directory, String suffix) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
