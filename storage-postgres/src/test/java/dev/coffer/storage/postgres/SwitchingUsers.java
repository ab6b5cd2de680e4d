package dev.coffer.storage.postgres;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageView;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** Eight threads that each act as one user after the other, and look and write wherever another user's rows are. */
final class SwitchingUsers {
    private static final int THREADS = 8;
    private static final PageRequest SOME = PageRequest.first(20);

    private final Storage storage;
    private final Duration duration;
    private final List<User> users;
    private final LongAdder turns = new LongAdder();
    private final Map<UUID, String> sessions = new ConcurrentHashMap<>();
    private final Queue<String> strangers = new ConcurrentLinkedQueue<>();

    SwitchingUsers(Storage storage, Duration duration) {
        this.storage = storage;
        this.duration = duration;
        users = IntStream.range(0, 20)
                .mapToObj(i -> storage.users().create(NewUser.withEmail("user" + i + "@example.org")))
                .toList();
        users.forEach(user -> {
            IssuedSession issued =
                    storage.sessions().issue(NewSession.forUser(user.id()).lasting(Duration.ofDays(1)));
            sessions.put(user.id(), issued.token());
            profile(storage, user).put("owner", user.email());
        });
    }

    private static KeyValueRecord profile(StorageAccess access, User user) {
        return access.keyValues()
                .namespace(ConfinedPlace.NAMESPACE)
                .record(user.id().toString());
    }

    /** What was seen or changed of somebody else, or not found of the user, in the time that was given. */
    List<String> strangersSeen() throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        List<Thread> threads = IntStream.range(0, THREADS)
                .mapToObj(i -> new Thread(() -> run(end)))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        if (turns.sum() < THREADS * 20) {
            strangers.add("only " + turns.sum() + " turns: too few to tell");
        }
        return List.copyOf(strangers);
    }

    private void run(long end) {
        try {
            while (System.nanoTime() - end < 0) {
                ThreadLocalRandom random = ThreadLocalRandom.current();
                int mine = random.nextInt(users.size());
                int others = (mine + 1 + random.nextInt(users.size() - 1)) % users.size();
                turn(users.get(mine), users.get(others), random.nextInt(8));
                turns.increment();
            }
        } catch (RuntimeException | Error e) {
            strangers.add(e.toString());
        }
    }

    private void turn(User me, User other, int kind) {
        StorageView mine = storage.actingAs(me.id());
        switch (kind) {
            case 0 -> reads(mine, me, other);
            case 1 ->
                mine.inTransaction(tx -> {
                    reads(tx, me, other);
                    tx.inTransaction(joined -> writes(joined, me, other));
                });
            case 2 -> writes(mine, me, other);
            case 3 -> denied(mine, other);
            case 4 -> {
                try {
                    mine.inTransaction(tx -> {
                        writes(tx, me, other);
                        throw new IllegalArgumentException("the host's own");
                    });
                } catch (IllegalArgumentException rolledBack) {
                    reads(mine, me, other);
                }
            }
            case 5 ->
                mine.callInTransaction(TransactionOptions.readOnlySnapshot(), tx -> {
                    reads(tx, me, other);
                    return tx;
                });
            case 6 -> expect("all users", storage.users().count() == users.size());
            default ->
                expect("any session", storage.sessions().find(token(other)).isPresent());
        }
    }

    private void reads(StorageAccess access, User me, User other) {
        expect("the own user", access.users().find(me.id()).isPresent());
        expect("no other user", access.users().find(other.id()).isEmpty());
        expect("no other address", access.users().findByEmail(other.email()).isEmpty());
        expect("one user", access.users().count() == 1);
        expect("the own session", access.sessions().authenticate(token(me)).isPresent());
        expect("no other session", access.sessions().authenticate(token(other)).isEmpty());
        expect(
                "no list of sessions",
                access.sessions().list(other.id(), SOME).items().isEmpty());
        expect(
                "the own record",
                profile(access, me).get("owner").orElseThrow().text().equals(me.email()));
        expect("no other record", profile(access, other).getAll().isEmpty());
        expect(
                "none but the own records",
                access.keyValues().namespace(ConfinedPlace.NAMESPACE).scan(Scan.all()).items().stream()
                        .allMatch(item -> item.id().equals(me.id().toString())));
    }

    private void writes(StorageAccess access, User me, User other) {
        access.users().update(me.id(), UserUpdate.metadata(Map.of("turn", turns.sum())));
        profile(access, me).put("turn", Long.toString(turns.sum()));
        expect("no other deleted", !access.users().delete(other.id()));
        expect("no other revoked", access.sessions().revokeAll(other.id()) == 0);
        expect("no other key deleted", !profile(access, other).delete("owner"));
    }

    private void denied(StorageAccess mine, User other) {
        try {
            profile(mine, other).put("owner", "somebody else");
            strangers.add("a record of another was written");
        } catch (AccessDenied right) {
            expect("as before", storage.users().find(other.id()).isPresent());
        }
    }

    private String token(User user) {
        return Objects.requireNonNull(sessions.get(user.id()));
    }

    private void expect(String what, boolean holds) {
        if (!holds) {
            strangers.add("not so: " + what);
        }
    }
}
