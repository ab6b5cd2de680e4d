package dev.coffer.examples;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes over the users of an Apache web server with the passwords they have. The file {@code users.htpasswd} beside this
 * class was made by Apache's own tool, at several costs:
 *
 * <pre>
 * htpasswd -c -b -B -C 5  users.htpasswd ada@example.org     "correct horse battery"
 * htpasswd    -b -B -C 8  users.htpasswd alan@example.org    "enigma, solved by hand"
 * htpasswd    -b -B -C 10 users.htpasswd Barbara@Example.org "Grüße aus Köln"
 * htpasswd    -b -B -C 10 users.htpasswd edsger@example.org  "goto considered harmful"
 * </pre>
 */
public final class HtpasswdImportMain {
    private HtpasswdImportMain() {}

    public static void main(String[] args) throws IOException {
        try (ScratchDirectory scratch = new ScratchDirectory();
                Storage storage = Storage.open("sqlite:" + scratch.file("app.db"))) {
            List<User> imported = storage.users().createAll(usersOfTheWebServer()); // all of them or none
            System.out.println("Imported " + imported.size() + " users");

            User ada = imported.get(0);
            System.out.println("The hash of " + ada.email() + " begins with " + schemeAndCost(storage, ada));
            Optional<User> known = storage.users().authenticate("ada@example.org", "correct horse battery");
            System.out.println("The password that Apache hashed is right: " + known.isPresent());

            // A login with the right password is the one moment at which a weak hash can be made a strong one.
            System.out.println("Now the hash begins with " + schemeAndCost(storage, ada));
        }
    }

    static List<NewUser> usersOfTheWebServer() throws IOException {
        InputStream file = Objects.requireNonNull(HtpasswdImportMain.class.getResourceAsStream("users.htpasswd"));
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(HtpasswdImportMain::user)
                    .toList();
        }
    }

    /** A line is the user's name, a colon and the hash. Here the names are addresses. */
    private static NewUser user(String line) {
        int colon = line.indexOf(':');
        return NewUser.withEmail(line.substring(0, colon)).passwordHash(line.substring(colon + 1));
    }

    /** Such as {@code $2y$05$}; what follows is secret. */
    private static String schemeAndCost(Storage storage, User user) {
        return storage.users().exportPasswordHash(user.id()).orElseThrow().substring(0, 7);
    }
}
