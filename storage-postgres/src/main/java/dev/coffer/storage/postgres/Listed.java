package dev.coffer.storage.postgres;

import java.util.List;
import java.util.stream.Collectors;

/** The first of many, in a line. */
final class Listed {
    private static final int NAMED = 5;

    private Listed() {}

    static String of(List<String> names) {
        String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? first + " and " + (names.size() - NAMED) + " more" : first;
    }
}
