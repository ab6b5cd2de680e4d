package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Scan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A scan ranges over the keys of a record, or the ids of a namespace, in the order of their UTF-8 bytes, either way. */
@Needs(KEY_VALUES)
abstract class ScanRules extends Rules {
    /** In UTF-8 byte order; that of Java's {@code compareTo} puts U+1F600 before U+FF5E, that of a language A beside a. */
    private static final List<String> ORDERED = List.of(
            "\u0001",
            "!",
            "0",
            "00",
            "1",
            "10",
            "9",
            "A",
            "B",
            "Z",
            "_",
            "a",
            "a b",
            "a-b",
            "aa",
            "ab",
            "b",
            "e\u0301",
            "z",
            "~",
            "\u00e9",
            "\u0130",
            "\u0131",
            "\u05d0",
            "\u4e2d",
            "\ud7ff",
            "\ue000",
            "\uff5e",
            "\uffff",
            "\ud800\udc00",
            "\ud83d\ude00",
            "\udbff\udfff");

    private void putAll(List<String> keys) {
        List<String> mixed = new ArrayList<>(keys);
        Collections.shuffle(mixed, new Random(7));
        mixed.forEach(key -> profile().put(key, key));
    }

    private List<String> keys(Scan scan) {
        return profile().scan(scan).items().stream().map(KeyValue::key).toList();
    }

    @Test
    void scan_record_isInUtf8ByteOrder() {
        putAll(ORDERED);

        assertThat(keys(Scan.all())).isEqualTo(ORDERED);
    }

    @Test
    void scan_descending_isTheReverse() {
        putAll(ORDERED);

        assertThat(keys(Scan.all().descending())).isEqualTo(reversed(ORDERED));
    }

    @Test
    void scan_anyRange_isFromInclusiveToExclusive() {
        putAll(ORDERED);

        for (int from = 0; from < ORDERED.size(); from += 3) {
            for (int to = from; to < ORDERED.size(); to += 4) {
                assertThat(keys(Scan.range(ORDERED.get(from), ORDERED.get(to)))).isEqualTo(ORDERED.subList(from, to));
            }
            assertThat(keys(Scan.from(ORDERED.get(from)))).isEqualTo(ORDERED.subList(from, ORDERED.size()));
            assertThat(keys(Scan.to(ORDERED.get(from)))).isEqualTo(ORDERED.subList(0, from));
        }
    }

    @Test
    void scan_descendingRange_isFromInclusiveToExclusive() {
        putAll(List.of("a", "b", "c", "d"));

        assertThat(keys(Scan.range("b", "d").descending())).containsExactly("c", "b");
        assertThat(keys(Scan.from("b").descending())).containsExactly("d", "c", "b");
        assertThat(keys(Scan.to("c").descending())).containsExactly("b", "a");
    }

    @Test
    void scan_boundsThatAreNoKeys_standBetweenThem() {
        putAll(List.of("a", "b", "c"));

        assertThat(keys(Scan.range("", "aa"))).containsExactly("a");
        assertThat(keys(Scan.range(" ", "~"))).containsExactly("a", "b", "c");
        assertThat(keys(Scan.from("aa"))).containsExactly("b", "c");
        assertThat(keys(Scan.to(""))).isEmpty();
    }

    @Test
    void scan_rangeThatEndsBeforeItBegins_isEmpty() {
        putAll(List.of("a", "b", "c"));

        assertThat(keys(Scan.range("c", "a"))).isEmpty();
        assertThat(keys(Scan.range("b", "b"))).isEmpty();
        assertThat(keys(Scan.range("c", "a").descending())).isEmpty();
        assertThat(profile().count(Scan.range("c", "a"))).isZero();
    }

    @Test
    void scan_prefix_isWhatBeginsWithIt() {
        putAll(List.of("cart", "cart:", "cart:1", "cart:2", "cart;", "carX", "Cart:1", "zcart:"));

        assertThat(keys(Scan.prefix("cart:"))).containsExactly("cart:", "cart:1", "cart:2");
        assertThat(keys(Scan.prefix("cart:").descending())).containsExactly("cart:2", "cart:1", "cart:");
        assertThat(keys(Scan.prefix("cart:").limit(1))).containsExactly("cart:");
        assertThat(keys(Scan.prefix(""))).hasSize(8);
    }

    @Test
    void scan_prefix_knowsNoWildcards() {
        putAll(List.of("a%b", "a_b", "a*b", "a?b", "a[b", "a\\b", "axb", "a'b", "a\"b"));

        for (String prefix : List.of("a%", "a_", "a*", "a?", "a[", "a\\", "a'", "a\"")) {
            assertThat(keys(Scan.prefix(prefix))).containsExactly(prefix + "b");
        }
        assertThat(keys(Scan.prefix("%"))).isEmpty();
    }

    @Test
    void scan_prefixAtTheEdgesOfUnicode_isWhatBeginsWithIt() {
        putAll(List.of(
                "p\ud7ff",
                "p\ud7ff1",
                "p\ue000",
                "p\uffff",
                "p\uffff1",
                "p\ud800\udc00",
                "p\udbff\udfff",
                "p\udbff\udfff1",
                "q"));

        assertThat(keys(Scan.prefix("p\ud7ff"))).containsExactly("p\ud7ff", "p\ud7ff1");
        assertThat(keys(Scan.prefix("p\uffff"))).containsExactly("p\uffff", "p\uffff1");
        assertThat(keys(Scan.prefix("p\udbff\udfff"))).containsExactly("p\udbff\udfff", "p\udbff\udfff1");
        assertThat(keys(Scan.prefix("\udbff\udfff"))).isEmpty();
    }

    @Test
    void scan_record_showsNoOtherRecord() {
        KeyValueNamespace profiles = keyValues().namespace("profiles");
        profiles.record("ad").put("a", "1");
        profiles.record("ada2").put("a", "1");
        profiles.record("ADA").put("a", "1");
        keyValues().namespace("profile").record("ada").put("a", "1");
        keyValues().namespace("profiles2").record("ada").put("a", "1");
        profile().put("mine", "1");

        assertThat(keys(Scan.all())).containsExactly("mine");
        assertThat(keys(Scan.all().descending())).containsExactly("mine");
        assertThat(keys(Scan.from("a"))).containsExactly("mine");
        assertThat(keys(Scan.to("z"))).containsExactly("mine");
    }

    @Test
    void scan_items_haveAllTheirFacts() {
        profile().put("a", "1");

        assertThat(profile().scan(Scan.all()).items())
                .containsExactly(profile().get("a").orElseThrow());
    }

    @Test
    void scan_namespace_isByIdAndThenByKey() {
        KeyValueNamespace namespace = keyValues().namespace("n");
        for (String id : List.of("b", "a b", "a", "B", "\ud83d\ude00", "\uffff")) {
            namespace.record(id).put("z", "1");
            namespace.record(id).put("A", "1");
        }
        keyValues().namespace("n2").record("a").put("A", "1");

        List<String> places = namespace.scan(Scan.all()).items().stream()
                .map(item -> item.id() + "/" + item.key())
                .toList();

        assertThat(places)
                .isEqualTo(Stream.of("B", "a", "a b", "b", "\uffff", "\ud83d\ude00")
                        .flatMap(id -> Stream.of(id + "/A", id + "/z"))
                        .toList());
        assertThat(namespace.scan(Scan.all().descending()).items())
                .extracting(item -> item.id() + "/" + item.key())
                .containsExactlyElementsOf(reversed(places));
    }

    @Test
    void scan_namespaceWithBounds_rangesOverIds() {
        KeyValueNamespace namespace = keyValues().namespace("n");
        for (String id : List.of("ada-1", "ada-2", "bob-1", "eve")) {
            namespace.record(id).put("b", "1");
            namespace.record(id).put("z", "1");
        }
        Function<Scan, List<String>> ids = scan -> namespace.scan(scan).items().stream()
                .map(KeyValue::id)
                .distinct()
                .toList();

        assertThat(ids.apply(Scan.prefix("ada-"))).containsExactly("ada-1", "ada-2");
        assertThat(ids.apply(Scan.range("ada-2", "eve"))).containsExactly("ada-2", "bob-1");
        assertThat(ids.apply(Scan.from("bob-1"))).containsExactly("bob-1", "eve");
        assertThat(ids.apply(Scan.to("bob-1").descending())).containsExactly("ada-2", "ada-1");
        assertThat(namespace.count(Scan.prefix("ada-"))).isEqualTo(4);
    }

    @Test
    void count_isHowManyItemsTheScanShows() {
        putAll(ORDERED);
        KeyValueRecord bobs = keyValues().namespace("profiles").record("bob");
        bobs.put("a", "1");

        assertThat(profile().count()).isEqualTo(ORDERED.size());
        assertThat(profile().count(Scan.range("a", "b"))).isEqualTo(5);
        assertThat(profile().count(Scan.range("a", "b").descending().limit(1))).isEqualTo(5);
        assertThat(profile().count(Scan.prefix("a"))).isEqualTo(5);
        assertThat(keyValues().namespace("profiles").count()).isEqualTo(ORDERED.size() + 1L);
        assertThat(keyValues().namespace("nothing").count()).isZero();
    }

    @Test
    void bound_over255CodePoints_isInvalidInput() {
        String longest = "x".repeat(255);

        assertThat(keys(Scan.range(longest, longest))).isEmpty();
        assertInvalidInput("from", () -> profile().scan(Scan.from(longest + "x")));
        assertInvalidInput("to", () -> profile().scan(Scan.to(longest + "x")));
        assertInvalidInput("from", () -> profile().count(Scan.from(longest + "x")));
        assertInvalidInput("to", () -> keyValues().namespace("n").scan(Scan.to(longest + "x")));
    }

    private static List<String> reversed(List<String> list) {
        List<String> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }
}
