package dev.coffer.resilience;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Session;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Records of a database of which each can be looked for, and tells whether it is right. */
final class KnownRecords {
    private static final int PER_TABLE = 300;

    /** So that SQLite gives none a page of its own, of which it would not see a change. */
    private static final int LONGEST_TEXT = 300;

    private final List<User> users = new ArrayList<>();
    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private final Map<String, KeyValue> items = new LinkedHashMap<>();

    /** Fills a database with them. */
    KnownRecords(Storage storage) {
        for (int i = 0; i < PER_TABLE; i++) {
            String text = Integer.toString(i).repeat(LONGEST_TEXT / 3);
            User user = storage.users()
                    .create(NewUser.withEmail("user-" + i + "@example.org").metadata(Map.of("text", text)));
            users.add(user);
            IssuedSession issued =
                    storage.sessions().issue(NewSession.forUser(user.id()).metadata(Map.of("text", text)));
            sessions.put(issued.token(), issued.session());
            record(storage).put("key-" + i, text);
            items.put("key-" + i, record(storage).get("key-" + i).orElseThrow());
        }
    }

    private static KeyValueRecord record(Storage storage) {
        return storage.keyValues().namespace("n").record("r");
    }

    /** What became of the reads of one table. */
    static final class Reads {
        private int right;
        private int corrupt;
        private int wrong;

        private <T> void add(Tally tally, Callable<T> read, T expected) {
            Tally.Attempt<T> attempt = tally.call(read);
            if (attempt.result().equals(Optional.of(expected))) {
                right++;
            } else if (attempt.error().filter(Corrupt.class::isInstance).isPresent()) {
                corrupt++;
            } else {
                wrong++;
            }
        }

        int right() {
            return right;
        }

        int corrupt() {
            return corrupt;
        }

        /** Other data, none, or another error. */
        int wrong() {
            return wrong;
        }
    }

    /** Looks for all of them in every way, by table. */
    Map<String, Reads> readAll(Tally tally, Storage storage) {
        Reads ofUsers = new Reads();
        for (User user : users) {
            ofUsers.add(tally, () -> storage.users().find(user.id()), Optional.of(user));
            ofUsers.add(tally, () -> storage.users().findByEmail(user.email()), Optional.of(user));
        }
        ofUsers.add(tally, () -> storage.users().count(), (long) PER_TABLE);
        Reads ofSessions = new Reads();
        sessions.forEach((token, session) ->
                ofSessions.add(tally, () -> storage.sessions().find(token), Optional.of(session)));
        Reads ofItems = new Reads();
        items.forEach((key, item) -> ofItems.add(tally, () -> record(storage).get(key), Optional.of(item)));
        ofItems.add(tally, () -> record(storage).getAll(), items);
        ofItems.add(tally, () -> record(storage).count(), (long) PER_TABLE);
        return Map.of("coffer_users", ofUsers, "coffer_sessions", ofSessions, "coffer_key_values", ofItems);
    }
}
