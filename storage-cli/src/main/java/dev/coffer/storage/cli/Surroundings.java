package dev.coffer.storage.cli;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the program has around it.
 *
 * @param environment variables by name
 * @param home where the password file is by default
 * @param systemUser whose process it is
 * @param directory where the rejects go by default
 * @param terminal in front of it
 * @param out for results
 * @param err for everything else
 */
record Surroundings(
        Map<String, String> environment,
        Path home,
        String systemUser,
        Path directory,
        Terminal terminal,
        Printer out,
        Printer err) {

    static Surroundings ofProcess() {
        Map<String, String> environment = System.getenv();
        return new Surroundings(
                environment,
                Path.of(environment.getOrDefault("HOME", System.getProperty("user.home"))),
                System.getProperty("user.name"),
                Path.of(""),
                new ProcessTerminal(environment.getOrDefault("TERM", "")),
                new Printer(System.out, charset("stdout.encoding")),
                new Printer(System.err, charset("stderr.encoding")));
    }

    /** Of a stream, whose name the JDK tells from 19 on. */
    private static Charset charset(String property) {
        return Optional.ofNullable(System.getProperty(property))
                .or(() -> Optional.ofNullable(System.getProperty("sun." + property)))
                .map(Charset::forName)
                .orElseGet(Charset::defaultCharset);
    }

    /** What a variable says; empty if it is not set, or to nothing. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }
}
