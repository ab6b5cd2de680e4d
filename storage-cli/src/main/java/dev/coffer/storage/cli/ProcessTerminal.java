package dev.coffer.storage.cli;

import java.io.Console;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The terminal of this process. The JDK knows only whether stdin and stdout are one, so the shell's {@code test} is asked.
 *
 * @param kind what {@code TERM} says
 */
record ProcessTerminal(String kind) implements Terminal {
    private static final int USUAL_WIDTH = 80;
    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d{2,5})\\s*");

    @Override
    public OptionalInt width() {
        if (kind.equals("dumb")) {
            return OptionalInt.empty();
        }
        Optional<String> size = shell("test -t 2 && { stty size <&2 2>/dev/null || true; }", Redirect.PIPE);
        return size.isPresent() ? OptionalInt.of(columns(size.get())) : OptionalInt.empty();
    }

    private static int columns(String size) {
        Matcher matcher = SIZE.matcher(size);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : USUAL_WIDTH;
    }

    /** Newer JDKs have a console that need not be a terminal. */
    @Override
    @SuppressWarnings("SystemConsoleNull")
    public Optional<String> password(String prompt) {
        Console console = System.console();
        if (console == null || shell("test -t 0 && test -t 1", Redirect.INHERIT).isEmpty()) {
            return Optional.empty();
        }
        char[] password = console.readPassword("%s", prompt);
        return Optional.ofNullable(password).map(String::new);
    }

    /** What the command prints; empty if it fails, or there is no shell. */
    private static Optional<String> shell(String command, Redirect output) {
        try {
            Process process = new ProcessBuilder("sh", "-c", command)
                    .redirectInput(Redirect.INHERIT)
                    .redirectOutput(output)
                    .redirectError(Redirect.INHERIT)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return process.waitFor() == 0 ? Optional.of(printed) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
