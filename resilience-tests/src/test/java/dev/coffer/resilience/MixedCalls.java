package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import java.util.List;
import java.util.stream.IntStream;

/** What requests of a host call, in turn: each by itself succeeds. */
final class MixedCalls {
    private static final int USERS = 100;
    private static final int KINDS = 8;

    private final Storage storage;
    private final List<User> users;
    private final List<String> tokens;
    private final KeyValueNamespace profiles;

    /** On an empty storage, which it gives some users. */
    MixedCalls(Storage storage) {
        this.storage = storage;
        users = storage.users()
                .createAll(IntStream.range(0, USERS)
                        .mapToObj(i -> NewUser.withEmail("user" + i + "@example.org"))
                        .toList());
        tokens = users.stream()
                .map(user ->
                        storage.sessions().issue(NewSession.forUser(user.id())).token())
                .toList();
        profiles = storage.keyValues().namespace("profiles");
        users.forEach(user -> profiles.record(user.id().toString()).put("theme", "dark"));
    }

    /** The next call of a thread that has made so many. */
    void call(int thread, long before) {
        User user = users.get(thread % USERS);
        String id = user.id().toString();
        switch ((int) ((thread + before) % KINDS)) {
            case 0, 1 ->
                assertThat(storage.sessions().authenticate(tokens.get(thread % USERS)))
                        .isPresent();
            case 2, 3 -> assertThat(profiles.record(id).get("theme")).isPresent();
            case 4 -> assertThat(storage.users().find(user.id())).contains(user);
            case 5 -> profiles.record(id).put("theme", "light" + before);
            case 6 -> storage.sessions().issue(NewSession.forUser(user.id()));
            default ->
                storage.inTransaction(tx -> {
                    assertThat(tx.users().find(user.id())).contains(user);
                    tx.keyValues().namespace("visits").record(id).increment("thread" + thread);
                });
        }
    }
}
