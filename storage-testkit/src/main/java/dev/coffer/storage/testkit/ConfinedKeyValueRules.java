package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.ROW_LEVEL_SECURITY;
import static dev.coffer.storage.Capability.USERS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Scan;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.User;
import dev.coffer.storage.VersionConflict;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * Which key-values a view of one user shows, and lets change: the record with the user's id, in namespaces that are marked. All others are
 * as if there were none, and cannot be made.
 */
@Needs({USERS, KEY_VALUES, ROW_LEVEL_SECURITY})
abstract class ConfinedKeyValueRules extends ConfinedRules {
    private static final String UNMARKED = "settings";
    private static final Duration HOUR = Duration.ofHours(1);

    private static KeyValueRecord record(StorageAccess access, String namespace, User user) {
        return access.keyValues().namespace(namespace).record(user.id().toString());
    }

    /** The record of a user in the marked namespace, with an item {@code k}, made by the storage itself. */
    private KeyValueRecord profileOf(User user) {
        KeyValueRecord record = record(storage, MARKED, user);
        record.put("k", "of " + user.email());
        return record;
    }

    /** What this user may not see though it is there: another's record, and the own id's where that is not marked. */
    private List<KeyValueRecord> others(User user, User another) {
        return List.of(
                record(storage, MARKED, another), record(storage, UNMARKED, user), record(storage, UNMARKED, another));
    }

    /** Runs this with each record that is not the user's, as the user sees it; with an item {@code k}, and without. */
    private void withEachOther(User ada, Consumer<KeyValueRecord> rule) {
        User eve = user("eve@x.y");
        List<KeyValueRecord> seen =
                List.of(record(as(ada), MARKED, eve), record(as(ada), UNMARKED, ada), record(as(ada), UNMARKED, eve));
        seen.forEach(rule);
        others(ada, eve).forEach(record -> record.put("k", "7"));
        List<KeyValue> before = others(ada, eve).stream()
                .map(record -> record.get("k").orElseThrow())
                .toList();
        seen.forEach(rule);
        assertThat(others(ada, eve).stream().map(record -> record.get("k").orElseThrow()))
                .isEqualTo(before);
    }

    @Test
    void ownRecord_isReadAndWritten() {
        User ada = user("ada@x.y");
        KeyValueRecord own = record(as(ada), MARKED, ada);
        KeyValueRecord seen = record(storage, MARKED, ada);

        long version = own.put("k", "one", PutOptions.ifAbsent());
        assertThat(seen.getText("k")).contains("one");
        own.put("k", "two", PutOptions.ifVersion(version));
        own.putAll(Map.of("l", "three".getBytes(UTF_8), "m", "four".getBytes(UTF_8)), PutOptions.ttl(HOUR));
        assertThat(own.getAll()).containsOnlyKeys("k", "l", "m").isEqualTo(seen.getAll());
        assertThat(own.getAll(List.of("k", "x"))).containsOnlyKeys("k");
        assertThat(own.exists("k")).isTrue();
        assertThat(own.count()).isEqualTo(3);
        assertThat(own.scan(Scan.prefix("l")).items()).extracting(KeyValue::key).containsExactly("l");
        assertThat(own.expire("k", HOUR)).isTrue();
        assertThat(own.persist("l")).isTrue();
        assertThat(own.delete("k")).isTrue();
        assertThat(own.deleteByPrefix("l")).isEqualTo(1);
        assertThat(own.clear()).isEqualTo(1);
        assertThat(seen.count()).isZero();
    }

    @Test
    void increment_ofTheOwnRecord_counts() {
        User ada = user("ada@x.y");

        assertThat(record(as(ada), MARKED, ada).increment("n", 5)).isEqualTo(5);
        assertThat(record(as(ada), MARKED, ada).increment("n", 2)).isEqualTo(7);
        assertThat(record(storage, MARKED, ada).getText("n")).contains("7");
    }

    @Test
    void apply_toTheOwnRecord_works() {
        User ada = user("ada@x.y");
        KeyValueRecord seen = profileOf(ada);

        as(ada).keyValues().apply(List.of(Mutation.delete(seen.item("k")), Mutation.put(seen.item("l"), "new")));

        assertThat(seen.getAll()).containsOnlyKeys("l");
    }

    @Test
    void get_itemOfAnother_isEmpty() {
        User ada = user("ada@x.y");

        withEachOther(ada, record -> {
            assertThat(record.get("k")).isEmpty();
            assertThat(as(ada).keyValues().get(record.item("k"))).isEmpty();
        });
    }

    @Test
    void exists_itemOfAnother_isFalse() {
        withEachOther(user("ada@x.y"), record -> assertThat(record.exists("k")).isFalse());
    }

    @Test
    void getAll_itemsOfAnother_areNone() {
        withEachOther(
                user("ada@x.y"),
                record -> assertThat(record.getAll(List.of("k", "l"))).isEmpty());
    }

    @Test
    void getAll_acrossRecords_showsTheOwnAlone() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");
        KeyValueRecord own = profileOf(ada);
        KeyValueRecord others = profileOf(eve);
        ItemKey unmarked = record(storage, UNMARKED, ada).item("k");
        keyValues().apply(List.of(Mutation.put(unmarked, "v")));

        assertThat(as(ada).keyValues().getAll(List.of(own.item("k"), others.item("k"), unmarked)))
                .containsOnlyKeys(own.item("k"));
    }

    @Test
    void scan_ofAnother_isEmpty() {
        withEachOther(user("ada@x.y"), record -> {
            assertThat(record.getAll()).isEmpty();
            assertThat(record.scan(Scan.all()).items()).isEmpty();
        });
    }

    @Test
    void scan_ofANamespace_showsTheOwnRecordAlone() {
        User ada = user("ada@x.y");
        KeyValueRecord own = profileOf(ada);
        profileOf(user("eve@x.y"));
        own.put("l", "another");

        assertThat(as(ada).keyValues().namespace(MARKED).scan(Scan.all()).items())
                .containsExactlyElementsOf(own.getAll().values());
    }

    @Test
    void count_ofAnother_isZero() {
        User ada = user("ada@x.y");
        profileOf(ada);

        withEachOther(ada, record -> assertThat(record.count()).isZero());
        assertThat(as(ada).keyValues().namespace(MARKED).count()).isEqualTo(1);
        assertThat(as(ada).keyValues().namespace(UNMARKED).count()).isZero();
        assertThat(keyValues().namespace(MARKED).count()).isEqualTo(2);
    }

    @Test
    void put_whatIsNotOwn_isDeniedWhetherItIsThereOrNot() {
        withEachOther(
                user("ada@x.y"),
                record -> assertDenied(
                        () -> record.put("k", "v"),
                        () -> record.put("k", "v", PutOptions.ifAbsent()),
                        () -> record.put("k", "v", PutOptions.ttl(HOUR)),
                        () -> record.putAll(Map.of("k", "v".getBytes(UTF_8), "l", "v".getBytes(UTF_8)))));
    }

    @Test
    void put_recordWhoseIdIsOnlyLikeTheOwn_isDenied() {
        User ada = user("ada@x.y");
        String id = ada.id().toString();

        assertDenied(deniedPuts(as(ada), id.toUpperCase(Locale.ROOT), id + " ", id.substring(1), "%", "{" + id + "}"));
        assertThat(keyValues().namespace(MARKED).count()).isZero();
    }

    private static ThrowingCallable[] deniedPuts(StorageAccess access, String... ids) {
        return List.of(ids).stream()
                .map(id -> (ThrowingCallable)
                        () -> access.keyValues().namespace(MARKED).record(id).put("k", "v"))
                .toArray(ThrowingCallable[]::new);
    }

    @Test
    void put_ifItHasAVersion_findsNone() {
        long version = profileOf(user("bob@x.y")).get("k").orElseThrow().version();

        withEachOther(user("ada@x.y"), record -> {
            assertNoVersion(() -> record.put("k", "v", PutOptions.ifVersion(version)));
            assertNoVersion(() -> record.delete("k", version));
        });
    }

    private static void assertNoVersion(ThrowingCallable call) {
        assertThatExceptionOfType(VersionConflict.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.currentVersion()).isEmpty());
    }

    @Test
    void increment_whatIsNotOwn_isDeniedWhetherItIsThereOrNot() {
        withEachOther(user("ada@x.y"), record -> assertDenied(() -> record.increment("k")));
    }

    @Test
    void apply_withAnythingThatIsNotOwn_isDeniedAsAWhole() {
        User ada = user("ada@x.y");
        KeyValueRecord own = record(storage, MARKED, ada);

        withEachOther(
                ada,
                record -> assertDenied(
                        () -> as(ada).keyValues()
                                .apply(List.of(
                                        Mutation.put(own.item("a"), "v"),
                                        Mutation.put(record.item("k"), "v"),
                                        Mutation.put(own.item("z"), "v"))),
                        () -> as(ada).keyValues().apply(List.of(Mutation.put(record.item("k"), "v")))));
        assertThat(own.getAll()).isEmpty();
    }

    @Test
    void delete_itemOfAnother_isFalse() {
        User ada = user("ada@x.y");

        withEachOther(ada, record -> {
            assertThat(record.delete("k")).isFalse();
            as(ada).keyValues().apply(List.of(Mutation.delete(record.item("k"))));
        });
    }

    @Test
    void clear_recordOfAnother_deletesNothing() {
        withEachOther(user("ada@x.y"), record -> {
            assertThat(record.clear()).isZero();
            assertThat(record.deleteByPrefix("k")).isZero();
        });
    }

    @Test
    void deleteByPrefix_ofANamespace_deletesTheOwnRecordAlone() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");
        KeyValueRecord others = profileOf(eve);
        profileOf(ada);

        assertThat(as(ada).keyValues()
                        .namespace(MARKED)
                        .deleteByPrefix(ada.id().toString().substring(0, 4)))
                .isEqualTo(1);
        assertThat(as(ada).keyValues().namespace(MARKED).deleteByPrefix(eve.id().toString()))
                .isZero();
        assertThat(others.exists("k")).isTrue();
    }

    @Test
    void expire_itemOfAnother_isFalse() {
        withEachOther(user("ada@x.y"), record -> {
            assertThat(record.expire("k", HOUR)).isFalse();
            assertThat(record.persist("k")).isFalse();
        });
    }

    @Test
    void purge_deletesOwnItemsAlone() {
        User ada = user("ada@x.y");
        User eve = user("eve@x.y");
        record(storage, MARKED, ada).put("k", "v", PutOptions.ttl(HOUR));
        others(ada, eve).forEach(record -> record.put("k", "v", PutOptions.ttl(HOUR)));
        clock.advance(HOUR.multipliedBy(2));

        assertThat(as(ada).keyValues().purge()).isEqualTo(1);
        assertThat(keyValues().purge()).isEqualTo(3);
    }
}
