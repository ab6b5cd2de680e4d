package dev.coffer.storage.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The command in this JVM, in surroundings of its own: an empty home, an empty directory, and no terminal unless one is given. */
final class Cli implements Terminal {
    private final Path home = Scratchpad.directory();
    private final Path directory = Scratchpad.directory();
    private final Map<String, String> environment = new HashMap<>();
    private OptionalInt width = OptionalInt.empty();
    private Optional<String> typed = Optional.empty();
    private String prompts = "";

    /** Sets a variable. */
    Cli with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** On a terminal of so many columns. */
    Cli onTerminal(int columns) {
        width = OptionalInt.of(columns);
        return this;
    }

    /** There is somebody who knows a password. */
    Cli typing(String password) {
        typed = Optional.of(password);
        return this;
    }

    Path home() {
        return home;
    }

    Path directory() {
        return directory;
    }

    /** What was asked so far. */
    String prompts() {
        return prompts;
    }

    @Override
    public OptionalInt width() {
        return width;
    }

    @Override
    public Optional<String> password(String prompt) {
        prompts += prompt;
        return typed;
    }

    Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                new Coffer(surroundings(printer(out), printer(err)), new Stop(Thread.currentThread())).run(arguments);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    Surroundings surroundings(Printer out, Printer err) {
        return new Surroundings(environment, home, "system-user", directory, this, out, err);
    }

    static Printer printer(ByteArrayOutputStream bytes) {
        return new Printer(new PrintStream(bytes, true, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
