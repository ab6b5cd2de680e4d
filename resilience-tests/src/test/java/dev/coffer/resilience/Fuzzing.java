package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.sqlite.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Minutes of fuzzing, run by the profile {@code fuzz} alone. What it finds is left in a directory for each target. */
class Fuzzing {
    private static final String DRIVER = "com.code_intelligence.jazzer.Jazzer";
    private static final int SECONDS = Integer.getInteger("coffer.fuzz.seconds", 60);
    private static final Path DIRECTORY = Path.of("target", "fuzz").toAbsolutePath();
    private static final Pattern RUNS = Pattern.compile("Done (\\d+) runs");

    @TestFactory
    Stream<DynamicTest> target_survives() {
        return Stream.of(FuzzTarget.values()).map(target -> dynamicTest(target.toString(), () -> fuzz(target)));
    }

    private static void fuzz(FuzzTarget target) throws Exception {
        Path directory = DIRECTORY.resolve(target.toString());
        Path found = Files.createDirectories(directory.resolve("found"));
        for (Path before : filesIn(found)) {
            Files.delete(before);
        }
        Path corpus = Files.createDirectories(directory.resolve("corpus")); // grows from run to run
        Path log = directory.resolve("log");
        List<String> command = new ArrayList<>(ChildJvm.command(
                Files.createDirectories(directory.resolve("tmp")),
                List.of("-Xmx1g", "-XX:-UsePerfData"),
                DRIVER,
                "--target_class=" + target.type().getName(),
                "--instrumentation_includes=dev.coffer.**",
                "--reproducer_path=" + found,
                "-artifact_prefix=" + found + "/",
                "-max_total_time=" + SECONDS,
                "-timeout=60",
                "-rss_limit_mb=3000",
                "-max_len=8192",
                corpus,
                target.corpus()));

        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int exit = process.waitFor();

        String printed = Files.readString(log);
        assertThat(exit)
                .as(() -> printed.substring(Math.max(0, printed.length() - 8_000)))
                .isZero();
        assertThat(filesIn(found)).isEmpty();
        try (Tally tally = new Tally(Chapter.HOSTILE_INPUT, "Fuzzing of " + target)) {
            Matcher runs = RUNS.matcher(printed);
            long inputs = runs.results()
                    .map(MatchResult::group)
                    .mapToLong(Fuzzing::number)
                    .sum();
            assertThat(inputs).isPositive();
            tally.faults(inputs);
            tally.calls(inputs);
            tally.remark("%d s".formatted(SECONDS));
        }
    }

    private static long number(String text) {
        return Long.parseLong(text.replaceAll("\\D", ""));
    }

    private static List<Path> filesIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
