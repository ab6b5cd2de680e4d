package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.assertRefusedAt;
import static dev.coffer.storage.Refusals.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final int MIB = 1024 * 1024;
    private static final Limits LOW = Limits.defaults()
            .withValueBytes(10)
            .withMetadataBytes(20)
            .withBatch(3, 40)
            .withPage(2, 15);

    private final WatchedProvider provider = new WatchedProvider();
    private final Storage storage = provider.open(config -> config.limits(LOW));
    private final Users users = storage.users();
    private final KeyValueNamespace namespace = storage.keyValues().namespace("n");
    private final KeyValueRecord items = namespace.record("i");
    private final UUID ada = users.create(NewUser.withEmail("ada@example.org")).id();

    private static byte[] bytes(int length) {
        return new byte[length];
    }

    @Test
    void defaults_areTheHighest() {
        Limits highest = new Limits(16 * MIB, MIB, 10_000, 64L * MIB, 1_000, 8L * MIB);

        assertThat(Limits.defaults()).isEqualTo(highest);
        assertRefused("valueBytes", () -> highest.withValueBytes(16 * MIB + 1));
        assertRefused("metadataBytes", () -> highest.withMetadataBytes(MIB + 1));
        assertRefused("batchItems", () -> highest.withBatch(10_001, 1));
        assertRefused("batchBytes", () -> highest.withBatch(1, 64L * MIB + 1));
        assertRefused("pageItems", () -> highest.withPage(1_001, 1));
        assertRefused("pageBytes", () -> highest.withPage(1, 8L * MIB + 1));
    }

    @Test
    void lowerLimits_arePositiveAndVisible() {
        Limits lowest = Limits.defaults()
                .withValueBytes(1)
                .withMetadataBytes(1)
                .withBatch(1, 1)
                .withPage(1, 1);

        assertThat(lowest).isEqualTo(new Limits(1, 1, 1, 1, 1, 1));
        assertThat(provider.open(config -> config.limits(lowest)).limits()).isEqualTo(lowest);
        assertThat(provider.open().limits()).isEqualTo(Limits.defaults());
        assertRefused("valueBytes", () -> lowest.withValueBytes(0));
        assertRefused("metadataBytes", () -> lowest.withMetadataBytes(-1));
        assertRefused("batchItems", () -> lowest.withBatch(0, 1));
        assertRefused("batchBytes", () -> lowest.withBatch(1, 0));
        assertRefused("pageItems", () -> lowest.withPage(0, 1));
        assertRefused("pageBytes", () -> lowest.withPage(1, 0));
    }

    @Test
    void valueBytes_boundEveryValue() {
        items.put("k", bytes(10));

        assertRefused("value", () -> items.put("k", bytes(11)));
        assertRefused("value", () -> items.put("k", "\u20AC".repeat(4)));
        assertRefusedAt(
                "value",
                1,
                () -> storage.keyValues()
                        .apply(List.of(Mutation.put(items.item("a"), "a"), Mutation.put(items.item("b"), bytes(11)))));
        assertThat(items.getAll().keySet()).containsExactly("k");
    }

    @Test
    void metadataBytes_boundAllJson() {
        Map<String, Object> longest = Map.of("a", "x".repeat(12));
        Map<String, Object> tooLong = Map.of("a", "x".repeat(13));
        IssuedSession session = storage.sessions().issue(NewSession.forUser(ada).metadata(longest));

        assertThat(users.update(ada, UserUpdate.metadata(longest)).metadata()).isEqualTo(longest);
        assertRefused("metadata", () -> users.update(ada, UserUpdate.metadata(tooLong)));
        assertRefused("metadata", () -> users.create(NewUser.withEmail("b@c").metadata(tooLong)));
        assertRefused(
                "metadata",
                () -> storage.sessions().issue(NewSession.forUser(ada).metadata(tooLong)));
        assertRefused(
                "metadata",
                () -> storage.sessions().updateMetadata(session.session().id(), tooLong));
        assertRefused(
                "payload",
                () -> storage.tokens().issue(NewToken.forUser(ada, "purpose").payload(tooLong)));
    }

    @Test
    void batchItems_boundEveryBatch() {
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(4).toList();
        List<NewUser> newUsers = IntStream.range(0, 4)
                .mapToObj(i -> NewUser.withEmail(i + "@example.org"))
                .toList();
        List<ItemKey> keys = Stream.of("a", "b", "c", "d").map(items::item).toList();
        List<Mutation> deletes = keys.stream().map(Mutation::delete).toList();

        users.findAll(ids.subList(0, 3));
        assertRefused("ids", () -> users.findAll(ids));
        users.createAll(newUsers.subList(0, 3));
        assertRefused("users", () -> users.createAll(newUsers));
        storage.keyValues().getAll(keys.subList(0, 3));
        assertRefused("items", () -> storage.keyValues().getAll(keys));
        items.getAll(List.of("a", "b", "c"));
        assertRefused("keys", () -> items.getAll(List.of("a", "b", "c", "d")));
        storage.keyValues().apply(deletes.subList(0, 3));
        assertRefused("mutations", () -> storage.keyValues().apply(deletes));
    }

    @Test
    void batchItems_boundTheItemsOfAMap() {
        Map<String, byte[]> values = new HashMap<>();
        for (String key : List.of("a", "b", "c")) {
            values.put(key, bytes(1));
        }
        items.putAll(values);
        values.put("d", bytes(1));

        assertRefused("values", () -> items.putAll(values));
        assertRefused("values", () -> items.putAll(Map.of()));
        assertRefusedAt("value", 0, () -> items.putAll(Map.of("a", bytes(11))));
        assertRefusedAt("key", 0, () -> items.putAll(Map.of("", bytes(1))));
        assertRefusedAt("value", 0, () -> items.putAll(Collections.singletonMap("a", nothing())));
    }

    @Test
    void batchBytes_boundNamesAndValuesTogether() {
        List<Mutation> mutations = List.of(
                Mutation.put(items.item("a"), bytes(10)),
                Mutation.put(items.item("b"), bytes(10)),
                Mutation.delete(ItemKey.of("n", "i", "123456789\u20AC")));
        List<Mutation> oneMore =
                List.of(mutations.get(0), mutations.get(1), Mutation.delete(ItemKey.of("n", "i", "1234567890\u20AC")));

        storage.keyValues().apply(mutations);
        assertRefused("mutations", () -> storage.keyValues().apply(oneMore));
    }

    @Test
    void batchBytes_doNotBoundOneItem() {
        Storage small = provider.open(config -> config.limits(Limits.defaults().withBatch(1, 1)));
        KeyValueRecord record = small.keyValues().namespace("n").record("i");

        record.put("k", bytes(100));

        assertThat(record.getAll()).hasSize(1);
    }

    @Test
    void batchBytes_boundTheMetadataOfUsers() {
        List<NewUser> newUsers = IntStream.range(0, 3)
                .mapToObj(i -> NewUser.withEmail(i + "@example.org").metadata(Map.of("a", "x".repeat(i == 2 ? 5 : 6))))
                .toList();
        List<NewUser> oneMore =
                List.of(newUsers.get(0), newUsers.get(1), newUsers.get(2).metadata(Map.of("a", "x".repeat(6))));
        Storage exact = provider.open(config -> config.limits(LOW.withBatch(3, 41)));

        exact.users().createAll(newUsers);
        assertRefused("users", () -> exact.users().createAll(oneMore));
    }

    @Test
    void getAll_ofARecordWithMoreThanABatch_isRefused() {
        items.put("a", bytes(1));
        items.put("b", bytes(1));
        items.put("c", bytes(1));
        assertThat(items.getAll()).hasSize(3);

        items.put("d", bytes(1));

        assertRefused("record", items::getAll);
    }

    @Test
    void getAll_ofARecordWithMoreBytesThanABatch_isRefused() {
        Storage wide = provider.open(config -> config.limits(LOW.withBatch(10, 40)));
        KeyValueRecord record = wide.keyValues().namespace("n").record("i");
        for (String key : List.of("a", "b", "c", "d")) {
            record.put(key, bytes(10));
        }
        assertThat(record.getAll()).hasSize(4);

        record.put("e", bytes(1));

        assertRefused("record", record::getAll);
    }

    @Test
    void pageItems_boundEveryPage() {
        for (int bad : new int[] {-1, 0, 3, Integer.MAX_VALUE}) {
            assertRefused("limit", () -> users.list(PageRequest.first(bad)));
            assertRefused("limit", () -> storage.sessions().list(ada, PageRequest.first(bad)));
            assertRefused("limit", () -> items.scan(Scan.all().limit(bad)));
            assertRefused("limit", () -> namespace.scan(Scan.all().limit(bad)));
        }
        items.put("a", "");
        items.put("b", "");
        items.put("c", "");

        assertThat(items.scan(Scan.all()).items()).hasSize(2);
        assertThat(items.scan(Scan.all().limit(2)).items()).hasSize(2);
        assertThat(items.scan(Scan.all().limit(1)).items()).hasSize(1);
        assertThat(users.list(PageRequest.first(2)).items()).hasSize(1);
    }

    @Test
    void pageBytes_boundEveryPageOfAScan() {
        items.put("a", bytes(8));
        items.put("b", bytes(7));
        items.put("c", bytes(9));
        items.put("d", bytes(7));

        Page<KeyValue> first = items.scan(Scan.all());
        Page<KeyValue> second = items.scan(Scan.all().after(first.nextCursor().orElseThrow()));

        assertThat(first.items()).extracting(KeyValue::key).containsExactly("a", "b");
        assertThat(second.items()).extracting(KeyValue::key).containsExactly("c");
    }

    @Test
    void aBatch_mayNotHoldNulls() {
        assertRefusedAt("users", 1, () -> users.createAll(Arrays.asList(NewUser.withEmail("a@b"), null)));
        assertRefused("ids", () -> users.findAll(Arrays.asList(ada, null)));
        assertRefused("item", () -> storage.keyValues().getAll(Arrays.asList(items.item("a"), null)));
        assertRefusedAt("mutations", 0, () -> storage.keyValues().apply(Arrays.asList((Mutation) null)));
        assertRefused("key", () -> items.getAll(Arrays.asList("a", null)));
    }
}
