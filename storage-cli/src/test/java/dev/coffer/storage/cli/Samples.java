package dev.coffer.storage.cli;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Records to be moved. */
final class Samples {
    /** The user, a session and a token of whom, and a key-value, as lines of a dump. */
    static final String USER = user(1, "ada@example.org", "");

    static final String SESSION = """
            {"kind":"session","id":"0190a6c0-0000-7000-8000-0000000000a1","userId":"0190a6c0-0000-7000-8000-000000000001",\
            "tokenHash":"4bcIjtIDLSsdZiFpqF0tSCQGwuV7RB1FVOXsB0S8vpA=","createdAt":"2026-01-01T00:00:00Z",\
            "lastSeenAt":"2026-01-01T00:00:00Z","expiresAt":"2026-02-01T00:00:00Z","metadata":{}}""";

    static final String ITEM = item("a", "b", "c");

    private static final int IN_A_BATCH = 10_000;

    private Samples() {}

    static String user(int number, String email, String more) {
        return """
                {"kind":"user","id":"0190a6c0-0000-7000-8000-%012x","email":"%s",%s"metadata":{},\
                "createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","version":1}""".formatted(number, email, more);
    }

    /** The names as JSON writes them. */
    static String item(String namespace, String id, String key) {
        return """
                {"kind":"keyValue","namespace":"%s","id":"%s","key":"%s","value":"AAAA",\
                "createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","version":1}""".formatted(namespace, id, key);
    }

    /** A dump written by hand: the URL. */
    static String dump(String... lines) {
        return "ndjson:" + Scratchpad.file("dump.ndjson", lines);
    }

    /** A file that is not there yet: the URL. */
    static String freshSqlite() {
        return "sqlite:" + Scratchpad.directory().resolve("app.db");
    }

    /** A SQLite file with so many users, 10,000 at most, as many sessions and twice as many key-values: the URL. */
    static String sqlite(int users) {
        String url = freshSqlite();
        fill(url, users);
        return url;
    }

    static void fill(String url, int users) {
        try (Storage storage = Storage.open(url)) {
            List<NewUser> newUsers = new ArrayList<>();
            List<Mutation> items = new ArrayList<>();
            for (int i = 0; i < users; i++) {
                newUsers.add(NewUser.withEmail("user" + i + "@example.org").metadata(Map.of("number", i)));
                items.add(item(i, "theme"));
                items.add(item(i, "language"));
            }
            List<User> created = storage.users().createAll(newUsers);
            storage.inTransaction(tx -> created.forEach(
                    user -> tx.sessions().issue(NewSession.forUser(user.id()).lasting(Duration.ofDays(30)))));
            for (int i = 0; i < items.size(); i += IN_A_BATCH) {
                storage.keyValues().apply(items.subList(i, Math.min(i + IN_A_BATCH, items.size())));
            }
        }
    }

    private static Mutation item(int i, String key) {
        byte[] value = ("value " + i).repeat(5).getBytes(StandardCharsets.UTF_8);
        return Mutation.put(ItemKey.of("profiles", "user" + i, key), value);
    }

    static Path file(String url) {
        return Path.of(url.substring(url.indexOf(':') + 1));
    }
}
