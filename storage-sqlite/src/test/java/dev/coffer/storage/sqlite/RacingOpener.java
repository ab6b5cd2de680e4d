package dev.coffer.storage.sqlite;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A process that opens the files it is told, at the moment it is told, and uses each. */
final class RacingOpener {
    private RacingOpener() {}

    /**
     * Arguments: a name that no other process has. Input: {@code current FILE} or {@code next FILE}, by the schema to open it
     * with.
     */
    public static void main(String[] arguments) throws Exception {
        try (Storage storage = Storage.open("sqlite::memory:")) {
            use(storage, "nobody"); // so that the race is not one of loading classes
        }
        System.out.println("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            Path file = Path.of(line.substring(line.indexOf(' ') + 1));
            try (Storage storage = line.startsWith("next") ? NextSchema.open(file) : Storage.open("sqlite:" + file)) {
                use(storage, arguments[0]);
            }
            System.out.println("used");
        }
    }

    /** Writes and reads. */
    static void use(Storage storage, String name) {
        User user = storage.users().create(NewUser.withEmail(name + "@example.org"));
        if (!storage.users().find(user.id()).equals(Optional.of(user))) {
            throw new AssertionError("does not see what it has written");
        }
    }
}
