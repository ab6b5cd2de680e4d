package dev.coffer.benchmarks.requests;

import dev.coffer.storage.Authenticated;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Session;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** By this library. */
public final class Coffer implements Requests {
    /** How long sessions live that anybody issues. */
    public static final Duration LIFETIME = Duration.ofDays(14);

    private final Storage storage;
    private final KeyValueNamespace items;

    public Coffer(Storage storage) {
        this.storage = storage;
        items = storage.keyValues().namespace(Sample.NAMESPACE);
    }

    @Override
    public Session session(String token) {
        return storage.sessions().find(token).orElseThrow();
    }

    @Override
    public Authenticated sessionAndUser(String token) {
        return storage.sessions().authenticate(token).orElseThrow();
    }

    @Override
    public User user(UUID id) {
        return storage.users().find(id).orElseThrow();
    }

    @Override
    public User userByEmail(String email) {
        return storage.users().findByEmail(email).orElseThrow();
    }

    @Override
    public KeyValue keyValue(Item item) {
        return items.record(item.id()).get(item.key()).orElseThrow();
    }

    @Override
    public Collection<KeyValue> keyValues(List<Item> wanted) {
        List<ItemKey> keys = wanted.stream()
                .map(item -> new ItemKey(Sample.NAMESPACE, item.id(), item.key()))
                .toList();
        return storage.keyValues().getAll(keys).values();
    }

    @Override
    public List<KeyValue> scan(String fromId, int limit) {
        return items.scan(Scan.from(fromId).limit(limit)).items();
    }

    @Override
    public IssuedSession issue(UUID userId) {
        return storage.sessions().issue(NewSession.forUser(userId).lasting(LIFETIME));
    }

    @Override
    public User create(String email, String passwordHash) {
        return storage.users().create(NewUser.withEmail(email).passwordHash(passwordHash));
    }

    @Override
    public long put(Item item, byte[] value) {
        return items.record(item.id()).put(item.key(), value);
    }

    @Override
    public long putAll(String id, Map<String, byte[]> values) {
        return items.record(id).putAll(values);
    }
}
