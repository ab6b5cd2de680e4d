package dev.coffer.storage.sqlite;

import dev.coffer.storage.InvalidInput;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL taken apart: {@code sqlite:PATH}, {@code sqlite:PATH?mode=ro}, {@code sqlite::memory:}.
 *
 * @param file absolute; empty for a database in memory
 * @param readOnly whether the URL asks for reading only
 */
record SqliteUrl(Optional<Path> file, boolean readOnly) {
    private static final Pattern URL =
            Pattern.compile("(?:jdbc:)?sqlite:([^?]*)(?:\\?(.*))?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final String MEMORY = ":memory:";

    static SqliteUrl parse(String url) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            throw new InvalidInput("url", "must be sqlite:PATH or sqlite::memory:");
        }
        boolean readOnly = readOnly(Optional.ofNullable(matcher.group(2)).orElse(""));
        String path = matcher.group(1);
        if (path.equals(MEMORY)) {
            if (readOnly) {
                throw new InvalidInput("url", "must not ask to only read a database in memory, which is always new");
            }
            return new SqliteUrl(Optional.empty(), false);
        }
        return new SqliteUrl(Optional.of(file(path)), readOnly);
    }

    /**
     * Refuses what the driver itself would give a meaning of its own, such as {@code :resource:} and {@code file:}, and
     * what other tools read as a host or as a relative path.
     */
    private static Path file(String path) {
        if (path.startsWith("file:")) {
            throw new InvalidInput("url", "must have a path behind sqlite:, not a file: URL");
        }
        if (path.startsWith("//")) {
            throw new InvalidInput(
                    "url",
                    "must have a path behind sqlite: that does not begin with //, such as app.db or /var/lib/app/app.db");
        }
        if (path.isBlank() || path.startsWith(":")) {
            throw new InvalidInput("url", "must name a file");
        }
        try {
            return Path.of(path).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new InvalidInput("url", "must name a file", e);
        }
    }

    private static boolean readOnly(String parameters) {
        boolean readOnly = false;
        for (String parameter : parameters.split("&", -1)) {
            switch (parameter) {
                case "", "mode=rwc" -> {}
                case "mode=ro" -> readOnly = true;
                default -> throw new InvalidInput("url", "has " + unknown(parameter) + "; known: mode=ro, mode=rwc");
            }
        }
        return readOnly;
    }

    /** Without the value, which may be a secret. */
    private static String unknown(String parameter) {
        String name = parameter.replaceAll("(?s)=.*", "").replaceAll("[^A-Za-z0-9_.-]", "?");
        return (name.equals("mode") ? "an unknown value of the parameter '" : "the unknown parameter '") + name + "'";
    }
}
