package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Another JVM like this one, on the same class path, that runs a main class of the tests. It is told things line by line and
 * answers line by line. A failure shows all that it printed.
 */
public final class ChildJvm implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int NATIVE_ACCESS_IS_ASKED_SINCE = 22;
    private static final int BYTES_IN_A_BLOCK = 512; // of ulimit -f (POSIX)

    private final Process process;
    private final BufferedWriter input;
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
    private final List<String> transcript = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> readers;

    private ChildJvm(Process process) {
        this.process = process;
        input = process.outputWriter(StandardCharsets.UTF_8);
        readers = List.of(
                reader(
                        process.inputReader(StandardCharsets.UTF_8),
                        line -> lines.add(Optional.of(line)),
                        () -> lines.add(Optional.empty())),
                reader(process.errorReader(StandardCharsets.UTF_8), errors::add, () -> {}));
    }

    /**
     * Starts one.
     *
     * @param directory for its temporary files: a killed one leaves some
     */
    public static ChildJvm start(Path directory, List<String> flags, Class<?> main, Object... arguments) {
        return start(directory, command(directory, flags, main.getName(), arguments));
    }

    /** Starts one that cannot write beyond the first bytes of any file: the system refuses it as a broken disk would. */
    public static ChildJvm startWithFilesOf(int bytes, Path directory, Class<?> main, Object... arguments) {
        String blocks = Integer.toString(bytes / BYTES_IN_A_BLOCK);
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f \"$0\" && exec \"$@\"", blocks));
        command.addAll(command(directory, List.of(), main.getName(), arguments));
        return start(directory, command);
    }

    private static ChildJvm start(Path directory, List<String> command) {
        try {
            return new ChildJvm(
                    new ProcessBuilder(command).directory(directory.toFile()).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What starts one, for whoever wants no more of it. */
    public static List<String> command(Path directory, List<String> flags, String main, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir=" + directory);
        if (Runtime.version().feature() >= NATIVE_ACCESS_IS_ASKED_SINCE) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    private Thread reader(BufferedReader stream, Consumer<String> sink, Runnable atEnd) {
        Thread reader = new Thread(() -> {
            try (stream) {
                for (String line = stream.readLine(); line != null; line = stream.readLine()) {
                    transcript.add(line);
                    sink.accept(line);
                }
            } catch (IOException e) {
                transcript.add("its output broke off: " + e);
            } finally {
                atEnd.run();
            }
        });
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    public void tell(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw failure("does not listen any more: " + e);
        }
    }

    /** What it answers next. */
    public String answer() throws InterruptedException {
        return line().orElseThrow(() -> failure("ended without an answer"));
    }

    private Optional<String> line() throws InterruptedException {
        Optional<String> line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (line == null) {
            throw failure("did not answer in time");
        }
        return line;
    }

    /** Ends it by SIGKILL: no handler, no finally, no flush runs in it. Returns what it had answered until then. */
    public List<String> kill() throws InterruptedException {
        process.destroyForcibly();
        return answersUntilItsEnd();
    }

    /** Closes its input and demands that it then ends well. Returns what it still answered. */
    public List<String> finish() throws InterruptedException {
        try {
            input.close();
        } catch (IOException e) {
            throw failure("had ended already: " + e);
        }
        List<String> answers = answersUntilItsEnd();
        assertThat(process.exitValue()).as(() -> told("failed")).isZero();
        return answers;
    }

    private List<String> answersUntilItsEnd() throws InterruptedException {
        List<String> answers = new ArrayList<>();
        for (Optional<String> line = line(); line.isPresent(); line = line()) {
            answers.add(line.get());
        }
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw failure("did not end in time");
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return answers;
    }

    /** What it printed as errors, once it has ended. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** All that it printed, once it has ended. */
    public List<String> transcript() {
        return List.copyOf(transcript);
    }

    private AssertionError failure(String what) {
        return new AssertionError(told(what));
    }

    private String told(String what) {
        synchronized (transcript) {
            return "the child " + what + "; it printed:\n" + String.join("\n", transcript);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            for (Thread reader : readers) {
                reader.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
