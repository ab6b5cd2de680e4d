package dev.coffer.storage.cli;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.postgres.PostgresAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What was typed, or is to be, as it can be shown. */
final class CommandText {
    private static final String PROGRAM = "java -jar coffer.jar ";

    /** Has no secret in it. */
    private static final Pattern FILE = Pattern.compile("(?:jdbc:)?(?:sqlite|ndjson|torii):.*", Pattern.DOTALL);

    private static final Pattern ARGUMENT = Pattern.compile("(--[a-z-]+=)?(.*)", Pattern.DOTALL);

    /** A user name and a password look like schemes, too: only what is before two slashes is one for sure. */
    private static final Pattern SCHEME = Pattern.compile("(?:jdbc:)?[A-Za-z][A-Za-z0-9+.-]*://");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private CommandText() {}

    /** A command that can be copied to a shell. */
    static String of(List<String> arguments) {
        return arguments.stream().map(CommandText::quoted).collect(Collectors.joining(" ", PROGRAM, ""));
    }

    private static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    /**
     * An argument, without the password that a URL in it may have. Wherever a password that was not encoded might end, it shows too
     * little rather than too much.
     */
    static String withoutSecrets(String argument) {
        Matcher parts = ARGUMENT.matcher(argument);
        String url = parts.matches() ? parts.group(2) : argument;
        int login = url.lastIndexOf('@');
        int parameters = url.indexOf('?');
        if ((login < 0 && parameters < 0) || FILE.matcher(url).matches() || isWithoutPassword(url)) {
            return argument;
        }
        String shown = parameters < 0 ? url : url.substring(0, parameters) + "?...";
        if (login >= 0) {
            Matcher scheme = SCHEME.matcher(url);
            shown = (scheme.lookingAt() ? scheme.group() : "")
                    + "..."
                    + (parameters >= 0 && parameters < login ? "" : shown.substring(login));
        }
        return argument.substring(0, argument.length() - url.length()) + shown;
    }

    private static boolean isWithoutPassword(String url) {
        try {
            return !PostgresAddress.of(url).hasPassword();
        } catch (InvalidInput e) {
            return false;
        }
    }
}
