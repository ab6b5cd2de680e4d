package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.assertRefusedAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** How key-values reach the provider. */
class KeyValuesTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final WatchedProvider provider = new WatchedProvider();
    private final MovableClock clock = new MovableClock();
    private final KeyValues keyValues = provider.open(clock).keyValues();
    private final KeyValueNamespace namespace = keyValues.namespace("n");
    private final KeyValueRecord items = namespace.record("i");

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> keys(Scan scan) {
        return items.scan(scan).items().stream().map(KeyValue::key).toList();
    }

    @Test
    void put_andGet_areByteExact() {
        byte[] value = {0, -1, 'a'};

        long version = items.put("k", value);

        assertThat(items.get("k"))
                .contains(new KeyValue(
                        "n", "i", "k", value, version, Optional.empty(), MovableClock.START, MovableClock.START));
        assertThat(items.get("other")).isEmpty();
        assertThat(keyValues.get(items.item("k"))).isEqualTo(items.get("k"));
        assertThat(items.exists("k")).isTrue();
        assertThat(items.exists("other")).isFalse();
    }

    @Test
    void text_isUtf8() {
        items.put("k", "\u20AC");
        items.put("l", "\uD83D\uDE00", PutOptions.ifAbsent());

        assertThat(items.get("k").orElseThrow().value()).isEqualTo(utf8("\u20AC"));
        assertThat(items.getText("l")).contains("\uD83D\uDE00");
        assertThat(items.getText("other")).isEmpty();
    }

    @Test
    void put_underACondition_tellsTheVersionThatIs() {
        long version = items.put("k", "value");

        assertThatExceptionOfType(VersionConflict.class)
                .isThrownBy(() -> items.put("k", "value", PutOptions.ifAbsent()))
                .satisfies(conflict -> {
                    assertThat(conflict.currentVersion()).hasValue(version);
                    assertThat(conflict.element()).isEmpty();
                });
        assertThat(items.put("k", utf8("new"), PutOptions.ifVersion(version))).isGreaterThan(version);
    }

    @Test
    void put_withALifetime_expiresThen() {
        items.put("k", "value", PutOptions.ttl(HOUR));

        assertThat(items.get("k").orElseThrow().expiresAt()).contains(MovableClock.START.plus(HOUR));
        items.put("k", "new", PutOptions.keepLifetime());
        assertThat(items.get("k").orElseThrow().expiresAt()).contains(MovableClock.START.plus(HOUR));
        clock.advance(HOUR);
        assertThat(items.get("k")).isEmpty();
        assertThat(items.exists("k")).isFalse();
        assertThat(items.getAll()).isEmpty();
        assertThat(items.getAll(List.of("k"))).isEmpty();
        assertThat(items.count()).isZero();
        assertThat(namespace.count()).isZero();
        assertThat(keys(Scan.all())).isEmpty();
        assertThat(items.delete("k")).isFalse();
        assertThat(items.clear()).isZero();
        assertThat(items.put("k", "value", PutOptions.ifAbsent())).isPositive();
    }

    @Test
    void put_withoutALifetime_dropsTheOneThatWas() {
        items.put("k", "value", PutOptions.ttl(HOUR));
        items.put("k", "new");

        assertThat(items.get("k").orElseThrow().expiresAt()).isEmpty();
    }

    @Test
    void expire_andPersist_changeTheLifetimeOnly() {
        items.put("k", "value");
        clock.advance(HOUR);

        assertThat(items.expire("k", HOUR)).isTrue();
        assertThat(items.get("k").orElseThrow().expiresAt())
                .contains(clock.instant().plus(HOUR));
        assertThat(items.getText("k")).contains("value");
        assertThat(items.persist("k")).isTrue();
        assertThat(items.get("k").orElseThrow().expiresAt()).isEmpty();
        assertThat(items.expire("other", HOUR)).isFalse();
        assertThat(items.persist("other")).isFalse();
    }

    @Test
    void getAll_isOneCallInTheOrderAskedFor() {
        items.put("a", "1");
        items.put("b", "2");
        items.put("c", "3");
        provider.forgetCalls();

        assertThat(items.getAll(List.of("c", "missing", "a", "c")).keySet()).containsExactly("c", "a");
        assertThat(provider.calls()).containsExactly("keyValues.findAll");
        assertThat(keyValues.getAll(List.of(items.item("b"), items.item("a"))).keySet())
                .containsExactly(items.item("b"), items.item("a"));
        assertThat(items.getAll().keySet()).containsExactly("a", "b", "c");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> items.getAll().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> items.getAll(List.of("a")).clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> keyValues.getAll(List.of(items.item("a"))).clear());
    }

    @Test
    void getAll_ofNothing_doesNotAsk() {
        assertThat(items.getAll(List.of())).isEmpty();
        assertThat(keyValues.getAll(List.of())).isEmpty();
        assertThat(provider.calls()).isEmpty();
    }

    @Test
    void getAll_reachesAcrossRecords() {
        ItemKey other = ItemKey.of("m", "j", "k");
        keyValues.apply(List.of(Mutation.put(other, "1"), Mutation.put(items.item("k"), "2")));

        assertThat(keyValues.getAll(List.of(items.item("k"), other)).values())
                .extracting(KeyValue::text)
                .containsExactly("2", "1");
    }

    @Test
    void putAll_putsTogetherOrNotAtAll() {
        Map<String, byte[]> values = new LinkedHashMap<>();
        values.put("a", utf8("1"));
        values.put("b", utf8("2"));

        long version = items.putAll(values);

        assertThat(items.getAll().values()).extracting(KeyValue::version).containsExactly(version, version);
        values.put("c", utf8("3"));
        items.delete("a");
        assertThatExceptionOfType(VersionConflict.class)
                .isThrownBy(() -> items.putAll(values, PutOptions.ifAbsent()))
                .satisfies(conflict -> {
                    assertThat(conflict.element()).hasValue(1);
                    assertThat(conflict.currentVersion()).hasValue(version);
                });
        assertThat(items.getAll().keySet()).containsExactly("b");
    }

    @Test
    void apply_makesAllTheWritesInOneCall() {
        long before = items.put("a", "1");
        provider.forgetCalls();

        long version = keyValues.apply(List.of(
                Mutation.delete(items.item("a"), before), Mutation.put(items.item("b"), "2", PutOptions.ttl(HOUR))));

        assertThat(provider.calls()).containsExactly("keyValues.apply");
        assertThat(items.getAll().values()).singleElement().satisfies(item -> {
            assertThat(item.version()).isEqualTo(version);
            assertThat(item.expiresAt()).contains(MovableClock.START.plus(HOUR));
        });
    }

    @Test
    void aBatchOfOne_whoseConditionFails_namesTheElementAsAnyBatch() {
        long version = items.put("k", "value");

        for (ThrowingCallable batch : List.<ThrowingCallable>of(
                () -> items.putAll(Map.of("k", utf8("new")), PutOptions.ifAbsent()),
                () -> keyValues.apply(List.of(Mutation.delete(items.item("k"), version + 1))))) {
            assertThatExceptionOfType(VersionConflict.class).isThrownBy(batch).satisfies(conflict -> {
                assertThat(conflict.currentVersion()).hasValue(version);
                assertThat(conflict.element()).hasValue(0);
            });
        }
    }

    @Test
    void apply_thatBreaksARule_namesTheElement() {
        ItemKey item = items.item("a");

        assertRefusedAt("item", 1, () -> keyValues.apply(List.of(Mutation.put(item, "1"), Mutation.delete(item))));
        assertRefusedAt(
                "key",
                1,
                () -> keyValues.apply(List.of(Mutation.put(item, "1"), Mutation.delete(ItemKey.of("n", "i", "")))));
        assertRefusedAt(
                "ttl", 0, () -> keyValues.apply(List.of(Mutation.put(item, "1", PutOptions.ttl(Duration.ZERO)))));
        assertRefused("mutations", () -> keyValues.apply(List.of()));
        assertThatExceptionOfType(VersionConflict.class)
                .isThrownBy(
                        () -> keyValues.apply(List.of(Mutation.put(item, "1"), Mutation.delete(items.item("b"), 7))))
                .satisfies(conflict -> {
                    assertThat(conflict.element()).hasValue(1);
                    assertThat(conflict.currentVersion()).isEmpty();
                });
        assertThat(items.count()).isZero();
    }

    @Test
    void delete_mayDemandAVersion() {
        long version = items.put("k", "value");

        assertThatExceptionOfType(VersionConflict.class).isThrownBy(() -> items.delete("k", version + 1));
        items.delete("k", version);
        assertThat(items.exists("k")).isFalse();
        assertThatExceptionOfType(VersionConflict.class).isThrownBy(() -> items.delete("k", version));
        items.put("k", "value");
        assertThat(items.delete("k")).isTrue();
        assertThat(items.delete("k")).isFalse();
    }

    @Test
    void deleteByPrefix_deletesWhatBeginsWithIt() {
        List.of("a", "ab", "ab\uDBFF\uDFFF", "ac", "b").forEach(key -> items.put(key, "value"));
        namespace.record("ia").put("ab", "value");

        assertThat(items.deleteByPrefix("ab")).isEqualTo(2);
        assertThat(items.getAll().keySet()).containsExactly("a", "ac", "b");
        assertThat(namespace.deleteByPrefix("ia")).isEqualTo(1);
        assertThat(namespace.deleteByPrefix("i")).isEqualTo(3);
        assertThat(namespace.count()).isZero();
    }

    @Test
    void deleteByPrefix_ofABlankOne_isRefused() {
        items.put(" a", "value");

        for (String blank : List.of("", " ", "\t")) {
            assertRefused("prefix", () -> items.deleteByPrefix(blank));
            assertRefused("prefix", () -> namespace.deleteByPrefix(blank));
        }
        assertThat(items.deleteByPrefix(" a")).isEqualTo(1);
    }

    @Test
    void clear_deletesTheRecord() {
        List.of("a", "b").forEach(key -> items.put(key, "value"));
        namespace.record("j").put("a", "value");

        assertThat(items.clear()).isEqualTo(2);
        assertThat(items.clear()).isZero();
        assertThat(namespace.count()).isEqualTo(1);
    }

    @Test
    void increment_countsAndKeepsTheWindow() {
        assertThat(items.increment("k", 5, Lifetime.ttl(HOUR))).isEqualTo(5);
        clock.advance(HOUR.dividedBy(2));
        assertThat(items.increment("k")).isEqualTo(6);
        assertThat(items.increment("k", -7, Lifetime.ttl(HOUR))).isEqualTo(-1);
        assertThat(items.get("k").orElseThrow().expiresAt()).contains(MovableClock.START.plus(HOUR));
        assertThat(items.getText("k")).contains("-1");
        assertThat(items.increment("for ever", 1)).isEqualTo(1);
        assertThat(items.get("for ever").orElseThrow().expiresAt()).isEmpty();
    }

    @Test
    void increment_ofWhatIsNoNumber_isRefused() {
        items.put("k", "many");
        items.put("most", Long.toString(Long.MAX_VALUE));

        assertRefused("value", () -> items.increment("k"));
        assertRefused("delta", () -> items.increment("most"));
    }

    @Test
    void scan_isInUtf8Order() {
        List.of("\uFFFF", "b", "\uD83D\uDE00", "a", "\u00E9").forEach(key -> items.put(key, "value"));

        assertThat(keys(Scan.all())).containsExactly("a", "b", "\u00E9", "\uFFFF", "\uD83D\uDE00");
        assertThat(keys(Scan.all().descending())).containsExactly("\uD83D\uDE00", "\uFFFF", "\u00E9", "b", "a");
        assertThat(keys(Scan.range("b", "\uFFFF"))).containsExactly("b", "\u00E9");
        assertThat(keys(Scan.range("z", "a"))).isEmpty();
        assertThat(keys(Scan.from("\uFFFF"))).containsExactly("\uFFFF", "\uD83D\uDE00");
        assertThat(keys(Scan.to("b"))).containsExactly("a");
        assertThat(keys(Scan.prefix("\uD83D\uDE00"))).containsExactly("\uD83D\uDE00");
        assertThat(keys(Scan.prefix(""))).hasSize(5);
    }

    @Test
    void count_isThatOfTheScan() {
        List.of("a", "b", "c").forEach(key -> items.put(key, "value"));
        namespace.record("j").put("a", "value");
        keyValues.namespace("m").record("i").put("a", "value");

        assertThat(items.count()).isEqualTo(3);
        assertThat(items.count(Scan.range("a", "c").limit(1))).isEqualTo(2);
        assertThat(namespace.count()).isEqualTo(4);
        assertThat(namespace.count(Scan.from("j"))).isEqualTo(1);
        assertThat(namespace.scan(Scan.to("j")).items()).hasSize(3);
    }
}
