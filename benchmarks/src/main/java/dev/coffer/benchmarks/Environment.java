package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was measured on, and with what. */
final class Environment {
    private static final double KILOBYTES_IN_A_GIGABYTE = 1 << 20;

    private final List<String> parts = new ArrayList<>(List.of("JDK " + Runtime.version()));

    void add(String name, @Nullable String version) {
        parts.add(version == null ? name : name + " " + version);
    }

    @Override
    public String toString() {
        return "Measured on %s on %d processors (%s) with %.0f GB, for client and server together: %s."
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        Runtime.getRuntime().availableProcessors(),
                        first("cpuinfo", "model name"),
                        Double.parseDouble(first("meminfo", "MemTotal").split(" ", -1)[0]) / KILOBYTES_IN_A_GIGABYTE,
                        String.join(", ", parts));
    }

    /** The value of the first line with this name. */
    private static String first(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw CpuTime.noLinux(e);
        }
    }
}
