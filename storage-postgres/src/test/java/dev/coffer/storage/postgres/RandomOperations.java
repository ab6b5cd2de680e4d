package dev.coffer.storage.postgres;

import dev.coffer.storage.EndSessions;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.IssuedToken;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Lifetime;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Scan;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.UserUpdate;
import dev.coffer.storage.VersionConflict;
import dev.coffer.storage.postgres.PlainResults.ItemVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Operations chosen at random out of few users, records and keys, so that they meet. Each is chosen once and then done to every
 * storage: what it chooses does not depend on a storage.
 */
final class RandomOperations {
    /** A version that no item has, in any database. */
    private static final long NEVER_GIVEN = Long.MAX_VALUE;

    private static final List<String> KEYS =
            List.of("a", "b", "c", "ab", "a\uFFFF", "\uD83D\uDE00", "\u00e9", "e\u0301", "A", "%", "_", "\\", "'", " ");
    private static final List<String> TEXTS =
            List.of("", "0", "-1", "7", "9223372036854775807", "007", "text", "\u00e4");
    private static final List<String> EMAILS =
            List.of("ada@example.org", "Ada@Example.org", "bob@example.org", "eve@example.org", "no address");
    private static final List<String> PURPOSES = List.of("reset", "verify");
    private static final Duration[] TIMES = {
        Duration.ofNanos(1_000), Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofDays(100)
    };

    private final Random random;
    private final Instant now;

    RandomOperations(Random random, Instant now) {
        this.random = random;
        this.now = now;
    }

    /** What one of the storages has given so far: its own tokens and versions. */
    static final class Memory {
        private final List<String> sessionTokens = new ArrayList<>(List.of("unknown"));
        private final List<UUID> sessions = new ArrayList<>(List.of(new UUID(0, 1)));
        private final List<String> oneTimeTokens = new ArrayList<>(List.of("unknown"));
        private final Map<ItemKey, Long> versions = new HashMap<>();

        Memory copy() {
            Memory copy = new Memory();
            copy.sessionTokens.addAll(sessionTokens.subList(1, sessionTokens.size()));
            copy.sessions.addAll(sessions.subList(1, sessions.size()));
            copy.oneTimeTokens.addAll(oneTimeTokens.subList(1, oneTimeTokens.size()));
            copy.versions.putAll(versions);
            return copy;
        }

        private IssuedSession remembered(IssuedSession issued) {
            sessionTokens.add(issued.token());
            sessions.add(issued.session().id());
            return issued;
        }

        private IssuedToken remembered(IssuedToken issued) {
            oneTimeTokens.add(issued.token());
            return issued;
        }

        private ItemVersion remembered(ItemKey item, long version) {
            versions.put(item, version);
            return new ItemVersion(version);
        }

        private static <T> T of(List<T> all, int number) {
            return all.get(number % all.size());
        }
    }

    /** What is done to a storage, and what it gives. */
    record Operation(String name, Function<StorageAccess, Function<Memory, Object>> work) {
        Object on(StorageAccess storage, Memory memory) {
            return work.apply(storage).apply(memory);
        }
    }

    private static Operation operation(String name, Function<StorageAccess, Function<Memory, Object>> work) {
        return new Operation(name, work);
    }

    Operation next() {
        int kind = random.nextInt(100);
        if (kind < 20) {
            return ofUsers();
        }
        if (kind < 35) {
            return ofSessions();
        }
        return kind < 42 ? ofTokens() : ofItems();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private UUID userId() {
        return new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0000L + random.nextInt(6));
    }

    private Duration time() {
        return TIMES[random.nextInt(TIMES.length)];
    }

    private Map<String, Object> metadata() {
        Map<String, Object> metadata = new HashMap<>();
        metadata.put(one(KEYS), one(TEXTS));
        metadata.put("n", random.nextInt(5) / 2.0);
        metadata.put("list", List.of(random.nextBoolean(), random.nextLong()));
        return metadata;
    }

    private NewUser newUser() {
        NewUser user = NewUser.withEmail(one(EMAILS)).id(userId()).metadata(metadata());
        return random.nextInt(4) == 0 ? user.password("secret " + random.nextInt(2)) : user;
    }

    private Operation ofUsers() {
        UUID id = userId();
        String email = one(EMAILS);
        NewUser user = newUser();
        NewUser other = newUser();
        String password = "secret " + random.nextInt(2);
        UserUpdate update = userUpdate();
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> operation("create", s -> m -> s.users().create(user));
            case 3 -> operation("createAll", s -> m -> s.users().createAll(List.of(user, other)));
            case 4 -> operation("findOrCreate", s -> m -> s.users().findOrCreate(user));
            case 5 -> operation("find", s -> m -> s.users().find(id));
            case 6 -> operation("findByEmail", s -> m -> s.users().findByEmail(email));
            case 7 -> operation("findAll", s -> m -> s.users().findAll(List.of(id, userIdAfter(id))));
            case 8 -> operation("authenticate", s -> m -> s.users().authenticate(email, password));
            case 9, 10 -> operation("update " + update, s -> m -> updated(s, id, update));
            case 11 -> operation("lock", s -> m -> s.users().lock(id));
            case 12 -> operation("unlock", s -> m -> s.users().unlock(id));
            case 13 -> operation("delete", s -> m -> s.users().delete(id));
            case 14 ->
                operation("setPassword", s -> m -> {
                    s.users()
                            .setPassword(id, password, password.endsWith("0") ? EndSessions.all() : EndSessions.none());
                    return "set";
                });
            default -> operation("list", s -> m -> s.users().list(PageRequest.first(3)));
        };
    }

    /** The versions of users are counted in the same way everywhere, so they are not compared as those of items. */
    private static Object updated(StorageAccess storage, UUID id, UserUpdate update) {
        try {
            return storage.users().update(id, update);
        } catch (VersionConflict e) {
            return e.currentVersion();
        }
    }

    private static UUID userIdAfter(UUID id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() + 1);
    }

    private UserUpdate userUpdate() {
        UserUpdate update = switch (random.nextInt(4)) {
            case 0 -> UserUpdate.email(one(EMAILS));
            case 1 -> UserUpdate.emailVerifiedAt(now);
            case 2 -> UserUpdate.emailUnverified();
            default -> UserUpdate.metadata(metadata());
        };
        return random.nextBoolean() ? update : update.ifVersion(1 + random.nextInt(3));
    }

    private Operation ofSessions() {
        UUID userId = userId();
        int which = random.nextInt(1_000);
        NewSession session = NewSession.forUser(userId).lasting(time()).metadata(metadata());
        NewSession bounded =
                random.nextBoolean() ? session : session.atMost(time()).userAgent(one(TEXTS) + "agent");
        Map<String, Object> metadata = metadata();
        return switch (random.nextInt(11)) {
            case 0, 1, 2 ->
                operation("issue", s -> m -> m.remembered(s.sessions().issue(bounded)));
            case 3 -> operation("find", s -> m -> s.sessions().find(Memory.of(m.sessionTokens, which)));
            case 4 -> operation("authenticate", s -> m -> s.sessions().authenticate(Memory.of(m.sessionTokens, which)));
            case 5, 6 -> operation("touch", s -> m -> s.sessions().touch(Memory.of(m.sessionTokens, which)));
            case 7 ->
                operation(
                        "rotate",
                        s -> m -> s.sessions()
                                .rotate(Memory.of(m.sessionTokens, which))
                                .map(m::remembered));
            case 8 ->
                operation(
                        "updateMetadata",
                        s -> m -> s.sessions().updateMetadata(Memory.of(m.sessions, which), metadata));
            case 9 -> operation("revoke", s -> m -> s.sessions().revoke(Memory.of(m.sessions, which)));
            default ->
                operation(
                        "list",
                        s -> m -> Set.copyOf( // those of one millisecond are in no order
                                s.sessions()
                                        .list(userId, PageRequest.first(1_000))
                                        .items()));
        };
    }

    private Operation ofTokens() {
        int which = random.nextInt(1_000);
        String purpose = one(PURPOSES);
        NewToken token = NewToken.forUser(userId(), purpose).lasting(time()).payload(metadata());
        UUID userId = userId();
        return switch (random.nextInt(5)) {
            case 0, 1 -> operation("issue", s -> m -> m.remembered(s.tokens().issue(token)));
            case 2, 3 -> operation("consume", s -> m -> s.tokens().consume(purpose, Memory.of(m.oneTimeTokens, which)));
            default -> operation("revokeAll", s -> m -> s.tokens().revokeAll(userId, purpose));
        };
    }

    private ItemKey item() {
        return ItemKey.of("n" + random.nextInt(2), one(KEYS), one(KEYS));
    }

    private static KeyValueRecord record(StorageAccess storage, ItemKey item) {
        return storage.keyValues().namespace(item.namespace()).record(item.id());
    }

    private Lifetime lifetime() {
        return switch (random.nextInt(3)) {
            case 0 -> Lifetime.none();
            case 1 -> Lifetime.keep();
            default -> Lifetime.ttl(time());
        };
    }

    private Operation ofItems() {
        ItemKey item = item();
        String text = one(TEXTS);
        Lifetime lifetime = lifetime();
        Duration time = time();
        long delta = random.nextInt(5) == 0 ? Long.MAX_VALUE : random.nextInt(5) - 2;
        Scan scan = scan();
        return switch (random.nextInt(18)) {
            case 0, 1, 2 -> put(item, text, PutOptions.defaults().with(lifetime));
            case 3 -> put(item, text, PutOptions.ifAbsent().with(lifetime));
            case 4, 5 ->
                operation(
                        "put if version " + item,
                        s -> m -> m.remembered(
                                item,
                                record(s, item)
                                        .put(
                                                item.key(),
                                                text,
                                                PutOptions.ifVersion(m.versions.getOrDefault(item, NEVER_GIVEN))
                                                        .with(lifetime))));
            case 6 -> operation("get " + item, s -> m -> s.keyValues().get(item));
            case 7 -> operation("getAll " + item, s -> m -> record(s, item).getAll());
            case 8 -> operation("delete " + item, s -> m -> record(s, item).delete(item.key()));
            case 9 ->
                operation("delete if version " + item, s -> m -> {
                    record(s, item).delete(item.key(), m.versions.getOrDefault(item, NEVER_GIVEN));
                    return "deleted";
                });
            case 10 ->
                operation("deleteByPrefix " + item, s -> m -> record(s, item).deleteByPrefix(item.key()));
            case 11, 12 ->
                operation("increment " + item, s -> m -> record(s, item).increment(item.key(), delta));
            case 13 -> operation("expire " + item, s -> m -> record(s, item).expire(item.key(), time));
            case 14 -> operation("persist " + item, s -> m -> record(s, item).persist(item.key()));
            case 15 -> operation("scan " + scan, s -> m -> record(s, item).scan(scan));
            case 16 -> operation("scan of all " + scan, s -> m -> pages(s, item.namespace(), scan));
            default -> batch();
        };
    }

    private Operation put(ItemKey item, String text, PutOptions options) {
        return operation(
                "put " + item + " " + options,
                s -> m -> m.remembered(item, record(s, item).put(item.key(), text, options)));
    }

    private Scan scan() {
        Scan scan = switch (random.nextInt(4)) {
            case 0 -> Scan.prefix(one(KEYS));
            case 1 -> Scan.from(one(KEYS));
            case 2 -> Scan.to(one(KEYS));
            default -> Scan.all();
        };
        Scan limited = scan.limit(1 + random.nextInt(4));
        return random.nextBoolean() ? limited : limited.descending();
    }

    private static List<KeyValue> pages(StorageAccess storage, String namespace, Scan scan) {
        List<KeyValue> items = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Scan next = cursor.map(scan::after).orElse(scan);
            var page = storage.keyValues().namespace(namespace).scan(next);
            items.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor.isPresent());
        return items;
    }

    private Operation batch() {
        List<ItemKey> items = Stream.generate(this::item)
                .limit(1 + random.nextInt(6))
                .distinct()
                .toList();
        List<Integer> kinds = items.stream().map(item -> random.nextInt(5)).toList();
        List<Lifetime> lifetimes = items.stream().map(item -> lifetime()).toList();
        return operation("batch " + items + kinds, s -> m -> {
            List<Mutation> mutations = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                ItemKey item = items.get(i);
                long version = m.versions.getOrDefault(item, NEVER_GIVEN);
                PutOptions options = PutOptions.defaults().with(lifetimes.get(i));
                mutations.add(
                        switch (kinds.get(i)) {
                            case 0, 1 -> Mutation.put(item, new byte[] {'x'}, options);
                            case 2 ->
                                Mutation.put(
                                        item,
                                        new byte[] {'y'},
                                        PutOptions.ifAbsent().with(lifetimes.get(i)));
                            case 3 -> Mutation.put(item, new byte[] {'z'}, PutOptions.ifVersion(version));
                            default -> Mutation.delete(item);
                        });
            }
            long version = s.keyValues().apply(mutations);
            items.forEach(item -> m.versions.put(item, version));
            return kinds.stream().allMatch(kind -> kind == 4) ? "deleted" : new ItemVersion(version);
        });
    }
}
