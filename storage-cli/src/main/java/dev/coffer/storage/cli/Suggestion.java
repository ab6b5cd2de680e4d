package dev.coffer.storage.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/** What somebody may have meant who mistyped an option or a command. */
final class Suggestion {
    private static final int MOST_MISTAKES = 3;

    /** Anything else may be a secret in the wrong place, and is compared with nothing. */
    private static final Pattern OPTION = Pattern.compile("(--[A-Za-z-]{2,20})(=.*)?", Pattern.DOTALL);

    private static final Pattern COMMAND = Pattern.compile("[a-z]{3,10}");

    private Suggestion() {}

    /** The name that is nearest to the first one that is none. */
    static Optional<String> of(CommandSpec command, List<String> given) {
        Set<String> options = command.optionsMap().keySet();
        Optional<String> mistyped = given.stream()
                .map(OPTION::matcher)
                .filter(matcher -> matcher.matches() && !options.contains(matcher.group(1)))
                .map(matcher -> matcher.group(1))
                .findFirst();
        return mistyped.isPresent() || command.subcommands().isEmpty() || given.isEmpty()
                ? mistyped.flatMap(name -> nearest(name, options))
                : given.stream()
                        .filter(name -> COMMAND.matcher(name).matches())
                        .findFirst()
                        .flatMap(name -> nearest(name, command.subcommands().keySet()));
    }

    private static Optional<String> nearest(String name, Set<String> known) {
        return known.stream()
                .filter(other -> mistakes(name, other) <= Math.min(MOST_MISTAKES, other.length() / 2))
                .min(Comparator.comparingInt(other -> mistakes(name, other)));
    }

    /** How many letters are too much, missing or other ones (the distance of Levenshtein). */
    private static int mistakes(String one, String other) {
        int[] last = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] next = new int[other.length() + 1];
            next[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                next[j] = Math.min(replaced, 1 + Math.min(last[j], next[j - 1]));
            }
            last = next;
        }
        return last[other.length()];
    }
}
