package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.Scan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A value is put, read and asked for at (namespace, id, key): byte for byte, alone, with others, or the record as a whole. */
@Needs(KEY_VALUES)
abstract class KeyValueRules extends Rules {
    private static final int MIB = 1024 * 1024;

    @Test
    void put_value_isReadBackWithAllItsFacts() {
        byte[] value = "dark".getBytes(UTF_8);

        long version = profile().put("theme", value);

        assertThat(profile().get("theme"))
                .contains(new KeyValue(
                        "profiles",
                        "ada",
                        "theme",
                        value,
                        version,
                        Optional.empty(),
                        clock.instant(),
                        clock.instant()));
    }

    @Test
    void get_absentItem_isEmpty() {
        profile().put("theme", "dark");

        assertThat(profile().get("lang")).isEmpty();
        assertThat(keyValues().namespace("profiles").record("bob").get("theme")).isEmpty();
        assertThat(keyValues().namespace("settings").record("ada").get("theme")).isEmpty();
        assertThat(profile().getText("lang")).isEmpty();
    }

    @Test
    void put_overAnItem_replacesItAndKeepsWhenItWasCreated() {
        profile().put("theme", "dark");
        KeyValue before = profile().get("theme").orElseThrow();
        clock.advance(Duration.ofSeconds(1));

        profile().put("theme", "light");

        KeyValue after = profile().get("theme").orElseThrow();
        assertThat(after.text()).isEqualTo("light");
        assertThat(after.createdAt()).isEqualTo(before.createdAt());
        assertThat(after.updatedAt()).isEqualTo(clock.instant());
    }

    @Test
    void put_afterADelete_isCreatedAnew() {
        profile().put("theme", "dark");
        profile().delete("theme");
        clock.advance(Duration.ofSeconds(1));

        profile().put("theme", "light");

        assertThat(profile().get("theme").orElseThrow().createdAt()).isEqualTo(clock.instant());
    }

    @Test
    void value_isAnyBytes() {
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        for (byte[] value : List.of(new byte[0], new byte[1], new byte[] {(byte) 0xff, (byte) 0xfe}, every)) {
            profile().put("bytes", value);

            assertThat(profile().get("bytes").orElseThrow().value()).isEqualTo(value);
        }
    }

    @Test
    void value_ofSixteenMebibytes_isKeptAndNotOneMore() {
        byte[] largest = new byte[16 * MIB];
        new Random(1).nextBytes(largest);

        profile().put("large", largest);

        assertThat(profile().get("large").orElseThrow().value()).isEqualTo(largest);
        assertInvalidInput("value", () -> profile().put("larger", new byte[16 * MIB + 1]));
        assertThat(profile().exists("larger")).isFalse();
    }

    @Test
    void value_isCopiedInAndOut() {
        byte[] value = "dark".getBytes(UTF_8);
        profile().put("theme", value);
        value[0] = 'X';

        KeyValue item = profile().get("theme").orElseThrow();
        item.value()[0] = 'Y';

        assertThat(item.text()).isEqualTo("dark");
        assertThat(profile().getText("theme")).contains("dark");
    }

    @Test
    void text_isUtf8() {
        profile().put("name", "Zoë \ud83d\ude00");

        assertThat(profile().get("name").orElseThrow().value()).isEqualTo("Zoë \ud83d\ude00".getBytes(UTF_8));
        assertThat(profile().getText("name")).contains("Zoë \ud83d\ude00");
        profile().put("name", new byte[] {(byte) 0xff});
        assertInvalidInput("value", () -> profile().getText("name"));
    }

    @Test
    void names_thatOnlyLookTheSame_areDifferent() {
        List<String> similar = List.of(
                "key", "Key", "KEY", "key ", " key", "k\u00e9y", "ke\u0301y", "\uff4bey", "key\t", "k%y", "k_y");

        for (String name : similar) {
            profile().put(name, name);
            keyValues().namespace("ids").record(name).put("key", name);
            keyValues().namespace(name).record("id").put("key", name);
        }

        for (String name : similar) {
            assertThat(profile().getText(name)).contains(name);
            assertThat(keyValues().namespace("ids").record(name).getText("key")).contains(name);
            assertThat(keyValues().namespace(name).record("id").getText("key")).contains(name);
        }
    }

    @Test
    void names_areNotJoined() {
        keyValues().namespace("a").record("bc").put("d", "1");
        keyValues().namespace("ab").record("c").put("d", "2");
        keyValues().namespace("a").record("b").put("cd", "3");

        assertThat(keyValues().namespace("a").record("bc").getText("d")).contains("1");
        assertThat(keyValues().namespace("ab").record("c").getText("d")).contains("2");
        assertThat(keyValues().namespace("a").record("b").getText("cd")).contains("3");
    }

    @Test
    void name_has1To255CodePointsAndIsNotBlank() {
        String longest = "\ud83d\ude00".repeat(255);
        List<ItemKey> items = List.of(
                new ItemKey(longest, "id", "key"), new ItemKey("n", longest, "key"), new ItemKey("n", "id", longest));
        for (ItemKey item : items) {
            keyValues().namespace(item.namespace()).record(item.id()).put(item.key(), "kept");
            assertThat(keyValues().get(item).orElseThrow().itemKey()).isEqualTo(item);
        }

        for (String refused : List.of("", " ", "\t\n ", longest + "x")) {
            assertInvalidInput("namespace", () -> keyValues().namespace(refused));
            assertInvalidInput("id", () -> keyValues().namespace("n").record(refused));
            assertInvalidInput("key", () -> profile().put(refused, "x"));
            assertInvalidInput("namespace", () -> keyValues().get(new ItemKey(refused, "id", "key")));
            assertInvalidInput("id", () -> keyValues().get(new ItemKey("n", refused, "key")));
            assertInvalidInput("key", () -> keyValues().get(new ItemKey("n", "id", refused)));
        }
    }

    /** An index may compress its entries: not these. */
    @Test
    void names_haveAtMost2560BytesTogether() {
        Random random = new Random(2560);
        for (int start = 0; start < 4; start++) {
            String namespace = "n".repeat(start) + rareCodePoints(random, 200);
            String id = "i".repeat(start) + rareCodePoints(random, 240);
            String key = "k".repeat(8 - 2 * start) + rareCodePoints(random, 198);
            ItemKey item = new ItemKey(namespace, id, key);
            KeyValueRecord record = keyValues().namespace(namespace).record(id);

            record.put(key, "kept");

            assertThat(keyValues().get(item).orElseThrow().itemKey()).isEqualTo(item);
            assertThat(record.scan(Scan.prefix(key)).items())
                    .extracting(KeyValue::itemKey)
                    .containsExactly(item);
            assertThat(record.increment("k")).isEqualTo(1);
            assertInvalidInput("item", () -> record.put(key + "k", "x"));
            assertInvalidInput("item", () -> record.get(key + "k"));
            assertInvalidInput("item", () -> record.increment(key + "k"));
            assertInvalidInput("item", () -> keyValues().getAll(List.of(new ItemKey(namespace, id + "i", key))));
            assertInvalidInput(
                    "item",
                    0,
                    () -> keyValues().apply(List.of(Mutation.put(new ItemKey(namespace + "n", id, key), "x"))));
        }
    }

    private static String rareCodePoints(Random random, int count) {
        return random.ints(count, 0x20000, 0x2A000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void getAll_someKeys_areThosePresentInTheOrderAskedFor() {
        profile().put("a", "1");
        profile().put("b", "2");
        profile().put("c", "3");

        Map<String, KeyValue> found = profile().getAll(List.of("c", "missing", "a", "c"));

        assertThat(found.keySet()).containsExactly("c", "a");
        assertThat(found.get("c")).isEqualTo(profile().get("c").orElseThrow());
        assertThat(found.get("a")).isEqualTo(profile().get("a").orElseThrow());
        assertThat(profile().getAll(List.of())).isEmpty();
    }

    @Test
    void getAll_record_isAllItsItemsInOrder() {
        profile().put("lang", "en");
        profile().put("theme", "dark");
        profile().put("Zone", "UTC");
        keyValues().namespace("profiles").record("ada2").put("other", "1");

        Map<String, KeyValue> record = profile().getAll();

        assertThat(record.keySet()).containsExactly("Zone", "lang", "theme");
        assertThat(record.get("lang")).isEqualTo(profile().get("lang").orElseThrow());
        assertThat(keyValues().namespace("profiles").record("bob").getAll()).isEmpty();
    }

    @Test
    void getAll_recordBeyondABatch_isInvalidInputRecord() {
        openFresh(config -> config.limits(storage.limits().withBatch(3, 100)));
        KeyValueRecord many = keyValues().namespace("n").record("many");
        List.of("a", "b", "c").forEach(key -> many.put(key, "1"));
        KeyValueRecord large = keyValues().namespace("n").record("large");
        large.put("a", new byte[50]);
        large.put("b", new byte[50]);
        assertThat(many.getAll()).hasSize(3);
        assertThat(large.getAll()).hasSize(2);

        many.put("d", "1");
        large.put("b", new byte[51]);

        assertInvalidInput("record", many::getAll);
        assertInvalidInput("record", large::getAll);
    }

    @Test
    void getAll_acrossRecords_isInTheOrderAskedFor() {
        ItemKey ada = profile().item("theme");
        ItemKey bob = new ItemKey("profiles", "bob", "theme");
        ItemKey flag = new ItemKey("flags", "ada", "theme");
        profile().put("theme", "dark");
        keyValues().namespace("profiles").record("bob").put("theme", "light");
        keyValues().namespace("flags").record("ada").put("theme", "on");

        Map<ItemKey, KeyValue> found =
                keyValues().getAll(List.of(flag, new ItemKey("profiles", "eve", "theme"), bob, ada));

        assertThat(found.keySet()).containsExactly(flag, bob, ada);
        assertThat(found.values()).extracting(KeyValue::text).containsExactly("on", "light", "dark");
    }

    @Test
    void getAll_tenThousandItems_isOneCallAndNotOneMore() {
        profile().put("k7", "here");
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            keys.add("k" + i);
        }

        assertThat(profile().getAll(keys).keySet()).containsExactly("k7");
        keys.add("one more");
        assertInvalidInput("keys", () -> profile().getAll(keys));
        assertInvalidInput(
                "items",
                () -> keyValues().getAll(keys.stream().map(profile()::item).toList()));
    }

    @Test
    void exists_tellsWhetherAnItemIsPresent() {
        profile().put("theme", new byte[0]);

        assertThat(profile().exists("theme")).isTrue();
        assertThat(profile().exists("them")).isFalse();
        assertThat(keyValues().namespace("profiles").record("bob").exists("theme"))
                .isFalse();
    }
}
