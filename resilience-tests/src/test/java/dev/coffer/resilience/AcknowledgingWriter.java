package dev.coffer.resilience;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import dev.coffer.storage.sqlite.Concurrently;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A process that writes with eight threads until it is killed. It says each write only when the call has returned, in a line
 * that ends with a full stop: without, the line was cut off.
 */
final class AcknowledgingWriter {
    static final int THREADS = 8;
    static final List<String> KEYS_OF_A_BATCH = List.of("a", "b", "c", "d", "e");

    private final Storage storage;
    private final String name;
    private final User user;
    private int count;

    private AcknowledgingWriter(Storage storage, String run, int thread) {
        this.storage = storage;
        name = run + "-" + thread;
        user = storage.users().create(NewUser.withEmail("owner-" + name + "@example.org"));
    }

    /** Arguments: the file, and a name of this run that no other has. */
    public static void main(String[] arguments) throws Exception {
        Storage storage = Storage.open("sqlite:" + arguments[0]);
        Concurrently.call(THREADS, thread -> new AcknowledgingWriter(storage, arguments[1], thread).write());
    }

    private boolean write() {
        while (true) {
            String next = name + "-" + count;
            switch (count % 6) {
                case 0 -> createUser(next);
                case 1 -> put(next);
                case 2 -> putAll(next);
                case 3 -> issueSession();
                case 4 -> createPair(next);
                default -> increment();
            }
            count++;
        }
    }

    private void createUser(String next) {
        User created = storage.users().create(NewUser.withEmail("user-" + next + "@example.org"));
        acknowledge("user " + created.id());
    }

    private void put(String next) {
        storage.keyValues().namespace("single").record(name).put("key-" + next, "value-" + next);
        acknowledge("put " + name + " " + next);
    }

    /** All items of a record with the same value, in place of those before. */
    private void putAll(String next) {
        Map<String, byte[]> items = new LinkedHashMap<>();
        KEYS_OF_A_BATCH.forEach(key -> items.put(key, next.getBytes(StandardCharsets.UTF_8)));
        storage.keyValues().namespace("batch").record(name).putAll(items);
        acknowledge("putAll " + name + " " + count);
    }

    private void issueSession() {
        acknowledge("session "
                + storage.sessions().issue(NewSession.forUser(user.id())).token());
    }

    /** A user and an item that is named by its id. */
    private void createPair(String next) {
        User half = storage.callInTransaction(tx -> {
            User created = tx.users().create(NewUser.withEmail("pair-" + next + "@example.org"));
            KeyValueRecord other =
                    tx.keyValues().namespace("pair").record(created.id().toString());
            other.put("email", created.email());
            return created;
        });
        acknowledge("pair " + half.id());
    }

    private void increment() {
        storage.keyValues().namespace("counter").record("all").increment("hits");
        acknowledge("increment");
    }

    private static void acknowledge(String what) {
        System.out.println(what + ".");
        if (System.out.checkError()) {
            System.exit(1); // nobody listens any more, so nobody will kill it
        }
    }
}
