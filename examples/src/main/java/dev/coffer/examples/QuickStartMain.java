package dev.coffer.examples;

import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Page;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A tour in one run: opens a SQLite file, imports the users of an Apache web server, signs up one more, logs her in, writes
 * and scans key-values, closes, opens again and finds all of it. The file stays, in the directory given as the argument.
 */
public final class QuickStartMain {
    private QuickStartMain() {}

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args.length > 0 ? args[0] : "target/quick-start");
        ScratchDirectory.delete(directory); // what an earlier run has left
        Path file = Files.createDirectories(directory).resolve("app.db").toAbsolutePath();
        tour("sqlite:" + file);
    }

    /** The same on every database: {@link PostgresQuickStartMain} gives another URL. */
    static void tour(String url) throws IOException {
        String token;
        try (Storage storage = Storage.open(url)) {
            System.out.println("Opened " + storage);
            importUsers(storage);
            User grace = signUp(storage);
            token = logIn(storage);
            writeAndScan(storage, grace);
        }
        System.out.println("Closed it");

        try (Storage storage = Storage.open(url)) {
            System.out.println("Opened it again");
            showThatAllIsThere(storage, token);
        }
    }

    private static void importUsers(Storage storage) throws IOException {
        List<User> imported = storage.users().createAll(HtpasswdImportMain.usersOfTheWebServer());
        System.out.println("Imported " + imported.size() + " users with their passwords from an htpasswd file");
        Optional<User> known = storage.users().authenticate("ada@example.org", "correct horse battery");
        System.out.println("Authenticated ada@example.org with the password that Apache hashed: " + known.isPresent());
    }

    private static User signUp(Storage storage) {
        NewUser newUser = NewUser.withEmail("grace@example.org").password("nanoseconds");
        User grace = storage.users().create(newUser);
        System.out.println("Signed up " + grace.email() + " as " + grace.id());
        return grace;
    }

    private static String logIn(Storage storage) {
        Optional<User> guessed = storage.users().authenticate("grace@example.org", "password1");
        System.out.println("Authenticated her with a wrong password: " + guessed.isPresent());
        Optional<User> known = storage.users().authenticate("Grace@Example.org", "nanoseconds");
        System.out.println("Authenticated her with the right one: " + known.isPresent());

        UUID id = known.orElseThrow().id();
        NewSession forAMonth = NewSession.forUser(id).lasting(Duration.ofDays(30));
        IssuedSession issued = storage.sessions().issue(forAMonth);
        System.out.println("Issued a session until " + issued.session().expiresAt());
        return issued.token();
    }

    private static void writeAndScan(Storage storage, User user) {
        KeyValueRecord profile = record(storage, "profiles", user);
        profile.putAll(Map.of("theme", utf8("dark"), "lang", utf8("en")));
        System.out.println("Wrote her profile: " + asText(profile.getAll().values()));

        KeyValueRecord visits = record(storage, "visits", user);
        for (String day : List.of("2025-12-31", "2026-01-01", "2026-01-02")) {
            visits.put(day, "seen");
        }
        Page<KeyValue> thisYear = visits.scan(Scan.prefix("2026-"));
        System.out.println("Scanned her visits in 2026: " + asText(thisYear.items()));
    }

    private static void showThatAllIsThere(Storage storage, String token) {
        System.out.println("Found " + storage.users().count() + " users");
        User grace = storage.sessions().authenticate(token).orElseThrow().user();
        System.out.println("Found the session of " + grace.email());
        KeyValueRecord profile = record(storage, "profiles", grace);
        System.out.println("Found her profile: " + asText(profile.getAll().values()));
        System.out.println("Found " + record(storage, "visits", grace).count() + " visits");
    }

    private static KeyValueRecord record(Storage storage, String namespace, User user) {
        return storage.keyValues().namespace(namespace).record(user.id().toString());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String asText(Collection<KeyValue> items) {
        return items.stream().map(item -> item.key() + "=" + item.text()).collect(Collectors.joining(", "));
    }
}
