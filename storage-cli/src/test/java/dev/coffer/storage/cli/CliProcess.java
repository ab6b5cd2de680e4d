package dev.coffer.storage.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The command in a process of its own, with a directory and a home of its own. */
final class CliProcess {
    static final Path JAR = Path.of("target", "coffer.jar").toAbsolutePath();

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** Tests that run in the background ignore SIGINT, and what they start inherits that. */
    private static final List<String> INTERRUPTIBLE =
            System.getProperty("os.name").equals("Linux") ? List.of("env", "--default-signal=INT") : List.of();

    private static final int NATIVE_ACCESS_IS_ASKED_SINCE = 22;

    private final Path directory = Scratchpad.directory();
    private final List<String> command;
    private Path out = directory.resolve("out");
    private final Map<String, String> environment = new HashMap<>(Map.of("HOME", directory.toString()));

    private CliProcess(List<String> command) {
        this.command = command;
    }

    /** The class path of this test. */
    static CliProcess coffer(String... arguments) {
        List<String> command = new ArrayList<>(INTERRUPTIBLE);
        command.addAll(List.of(JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        if (Runtime.version().feature() >= NATIVE_ACCESS_IS_ASKED_SINCE) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return new CliProcess(command);
    }

    /** The executable jar. */
    static CliProcess jar(String... arguments) {
        List<String> command = new ArrayList<>(INTERRUPTIBLE);
        command.addAll(List.of(JAVA, "-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        return new CliProcess(command);
    }

    CliProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Writes its stdout there. */
    CliProcess into(Path file) {
        out = file;
        return this;
    }

    Path directory() {
        return directory;
    }

    List<String> command() {
        return command;
    }

    ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + directory);
        builder.environment().putAll(environment);
        return builder.redirectOutput(out.toFile())
                .redirectError(directory.resolve("err").toFile());
    }

    /** On a terminal, with what else the shell is to do, which outlives Ctrl-C. Its stdin is the one that is typed on. */
    ProcessBuilder onTerminal(String redirections) {
        String quoted = command.stream().map(argument -> "'" + argument + "'").collect(Collectors.joining(" "));
        ProcessBuilder builder =
                builder().command("script", "-qefc", "trap : INT; " + quoted + " " + redirections, "/dev/null");
        builder.environment().putIfAbsent("TERM", "xterm");
        return builder;
    }

    Process start() {
        try {
            return builder()
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs to the end. */
    Result run() {
        return end(start());
    }

    Result end(Process process) {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IllegalStateException("does not end: " + command + err());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new Result(process.exitValue(), Files.isRegularFile(out) ? Scratchpad.read(out) : "", err());
    }

    /** What it has said so far. */
    String err() {
        return Scratchpad.read(directory.resolve("err"))
                .lines()
                .filter(line -> !line.startsWith("Picked up JAVA_TOOL_OPTIONS"))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    /** Both at once, the first one's output into the second. */
    static List<Result> pipe(CliProcess first, CliProcess second) {
        try {
            List<Process> processes = ProcessBuilder.startPipeline(List.of(
                    first.builder().redirectOutput(Redirect.PIPE),
                    second.builder().redirectInput(Redirect.PIPE)));
            return List.of(first.end(processes.get(0)), second.end(processes.get(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
