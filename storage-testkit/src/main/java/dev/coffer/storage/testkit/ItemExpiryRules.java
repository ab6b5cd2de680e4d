package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.testkit.Refusals.assertAbsenceConflict;
import static dev.coffer.storage.testkit.TestClock.MICROSECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Lifetime;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Scan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * An item whose {@code expiresAt} is now is absent to every operation, purged or not; a write over it makes a new one. Each test
 * looks a microsecond before, and then at the very moment.
 */
@Needs(KEY_VALUES)
abstract class ItemExpiryRules extends Rules {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Instant end = clock.instant().plus(HOUR);

    /** Puts items that expire at {@link #end}. */
    private KeyValueRecord expiring(String... keys) {
        for (String key : keys) {
            profile().put(key, "7", PutOptions.ttl(HOUR));
        }
        clock.set(end.minus(MICROSECOND));
        return profile();
    }

    @Test
    void get_expiredNow_isEmpty() {
        KeyValueRecord record = expiring("a");
        assertThat(record.getText("a")).contains("7");

        clock.set(end);

        assertThat(record.get("a")).isEmpty();
    }

    @Test
    void getAll_expiredNow_isLeftOut() {
        KeyValueRecord record = expiring("a");
        record.put("b", "lives");
        assertThat(record.getAll(List.of("a", "b"))).hasSize(2);

        clock.set(end);

        assertThat(record.getAll(List.of("a", "b")).keySet()).containsExactly("b");
    }

    @Test
    void getAllOfTheRecord_expiredNow_isLeftOut() {
        KeyValueRecord record = expiring("a");
        record.put("b", "lives");
        assertThat(record.getAll()).hasSize(2);

        clock.set(end);

        assertThat(record.getAll().keySet()).containsExactly("b");
    }

    @Test
    void exists_expiredNow_isFalse() {
        KeyValueRecord record = expiring("a");
        assertThat(record.exists("a")).isTrue();

        clock.set(end);

        assertThat(record.exists("a")).isFalse();
    }

    @Test
    void scan_expiredNow_isLeftOut() {
        KeyValueRecord record = expiring("a", "c", "d");
        record.put("b", "lives");
        assertThat(record.scan(Scan.all()).items()).hasSize(4);

        clock.set(end);

        assertThat(record.scan(Scan.all().limit(1)).items())
                .extracting(KeyValue::key)
                .containsExactly("b");
        assertThat(record.scan(Scan.all().limit(1)).nextCursor()).isEmpty();
        assertThat(keyValues().namespace("profiles").scan(Scan.all()).items()).hasSize(1);
    }

    @Test
    void count_expiredNow_isNotCounted() {
        KeyValueRecord record = expiring("a");
        record.put("b", "lives");
        assertThat(record.count()).isEqualTo(2);

        clock.set(end);

        assertThat(record.count()).isEqualTo(1);
        assertThat(keyValues().namespace("profiles").count()).isEqualTo(1);
    }

    @Test
    void putIfAbsent_expiredNow_makesANewItem() {
        KeyValueRecord record = expiring("a");

        clock.set(end);
        record.put("a", "new", PutOptions.ifAbsent());

        KeyValue item = record.get("a").orElseThrow();
        assertThat(item.text()).isEqualTo("new");
        assertThat(item.createdAt()).isEqualTo(end);
    }

    @Test
    void putIfVersion_expiredNow_isVersionConflict() {
        KeyValueRecord record = expiring("a");
        long version = record.get("a").orElseThrow().version();

        clock.set(end);

        assertAbsenceConflict(() -> record.put("a", "8", PutOptions.ifVersion(version)));
        assertThat(record.exists("a")).isFalse();
    }

    @Test
    void put_expiredNow_isCreatedAnew() {
        KeyValueRecord record = expiring("a");

        clock.set(end);
        record.put("a", "new");

        assertThat(record.get("a").orElseThrow().createdAt()).isEqualTo(end);
    }

    @Test
    void putKeepingTheLifetime_expiredNow_livesForEver() {
        KeyValueRecord record = expiring("a");

        clock.set(end);
        record.put("a", "new", PutOptions.keepLifetime());

        assertThat(record.get("a")).map(KeyValue::expiresAt).contains(Optional.empty());
    }

    @Test
    void delete_expiredNow_isFalse() {
        KeyValueRecord record = expiring("a", "b");
        assertThat(record.delete("a")).isTrue();

        clock.set(end);

        assertThat(record.delete("b")).isFalse();
    }

    @Test
    void deleteWithVersion_expiredNow_isVersionConflict() {
        KeyValueRecord record = expiring("a");
        long version = record.get("a").orElseThrow().version();

        clock.set(end);

        assertAbsenceConflict(() -> record.delete("a", version));
    }

    @Test
    void deleteByPrefix_expiredNow_isNotCounted() {
        KeyValueRecord record = expiring("a1");
        record.put("a2", "lives");

        clock.set(end);

        assertThat(record.deleteByPrefix("a")).isEqualTo(1);
        assertThat(record.count()).isZero();
    }

    @Test
    void clear_expiredNow_isNotCounted() {
        KeyValueRecord record = expiring("a", "b");
        record.put("c", "lives");

        clock.set(end);

        assertThat(record.clear()).isEqualTo(1);
    }

    @Test
    void increment_expiredNow_beginsAtZeroWithANewEnd() {
        KeyValueRecord record = expiring("a");
        assertThat(record.increment("a")).isEqualTo(8);

        clock.set(end);

        assertThat(record.increment("a", 1, Lifetime.ttl(HOUR))).isEqualTo(1);
        KeyValue item = record.get("a").orElseThrow();
        assertThat(item.createdAt()).isEqualTo(end);
        assertThat(item.expiresAt()).contains(end.plus(HOUR));
    }

    @Test
    void expire_expiredNow_isFalseAndDoesNotReviveIt() {
        KeyValueRecord record = expiring("a");

        clock.set(end);

        assertThat(record.expire("a", HOUR)).isFalse();
        assertThat(record.exists("a")).isFalse();
    }

    @Test
    void persist_expiredNow_isFalseAndDoesNotReviveIt() {
        KeyValueRecord record = expiring("a");

        clock.set(end);

        assertThat(record.persist("a")).isFalse();
        assertThat(record.exists("a")).isFalse();
    }

    @Test
    void apply_expiredNow_isAbsentToItsConditions() {
        KeyValueRecord record = expiring("a", "b");
        long version = record.get("b").orElseThrow().version();
        clock.set(end);

        keyValues()
                .apply(List.of(
                        Mutation.put(record.item("a"), "new", PutOptions.ifAbsent()),
                        Mutation.delete(record.item("b"))));

        assertThat(record.getText("a")).contains("new");
        assertAbsenceConflict(() -> record.delete("b", version));
    }
}
