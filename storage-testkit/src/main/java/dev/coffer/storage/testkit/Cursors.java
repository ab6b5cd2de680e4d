package dev.coffer.storage.testkit;

import java.util.List;

/** Texts that are no cursors. */
final class Cursors {
    private Cursors() {}

    /** Texts that no listing gave, some of them made out of one that it did. */
    static List<String> malformed(String cursor) {
        int last = cursor.length() - 1;
        return List.of(
                "",
                " ",
                "x",
                "%%%%",
                "'; DROP TABLE users;--",
                "AAAAAAAAAAA",
                "\u0000",
                "\ud83d\ude00",
                cursor + "A",
                cursor + "=",
                cursor + " ",
                cursor.substring(1),
                cursor.substring(0, last),
                cursor + cursor,
                "A".repeat(100_000));
    }
}
