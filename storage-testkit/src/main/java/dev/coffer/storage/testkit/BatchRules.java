package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static dev.coffer.storage.testkit.Refusals.assertVersionConflict;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.PutOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Several writes are made by one call: all of them or none. */
@Needs(KEY_VALUES)
abstract class BatchRules extends Rules {
    private ItemKey item(String key) {
        return profile().item(key);
    }

    private static Map<String, byte[]> values(String... keys) {
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (String key : keys) {
            values.put(key, key.getBytes(UTF_8));
        }
        return values;
    }

    @Test
    void apply_putsAndDeletes_areAllMade() {
        profile().put("old", "1");
        long version = profile().put("older", "1");
        ItemKey elsewhere = new ItemKey("flags", "bob", "beta");

        keyValues()
                .apply(List.of(
                        Mutation.put(item("theme"), "dark"),
                        Mutation.delete(item("old")),
                        Mutation.put(elsewhere, new byte[] {1}),
                        Mutation.delete(item("older"), version),
                        Mutation.delete(item("never was"))));

        assertThat(profile().getAll().keySet()).containsExactly("theme");
        assertThat(profile().getText("theme")).contains("dark");
        assertThat(keyValues().get(elsewhere).orElseThrow().value()).containsExactly(1);
    }

    @Test
    void apply_returnsTheVersionOfAllThatWasPut() {
        profile().put("a", "1");

        long version = keyValues().apply(List.of(Mutation.put(item("a"), "2"), Mutation.put(item("b"), "2")));

        assertThat(profile().getAll().values())
                .hasSize(2)
                .allSatisfy(item -> assertThat(item.version()).isEqualTo(version));
    }

    @Test
    void apply_overAnItem_keepsWhenItWasCreated() {
        profile().put("a", "1");
        KeyValue before = profile().get("a").orElseThrow();
        clock.advance(Duration.ofSeconds(1));

        keyValues().apply(List.of(Mutation.put(item("a"), "2"), Mutation.put(item("b"), "2")));

        assertThat(profile().get("a").orElseThrow().createdAt()).isEqualTo(before.createdAt());
        assertThat(profile().get("a").orElseThrow().updatedAt()).isEqualTo(clock.instant());
        assertThat(profile().get("b").orElseThrow().createdAt()).isEqualTo(clock.instant());
    }

    @Test
    void apply_conditionThatDoesNotHold_namesTheElementAndMakesNothing() {
        profile().put("gone", "1");
        long current = profile().put("b", "1");

        assertVersionConflict(
                OptionalLong.of(current),
                2,
                () -> keyValues()
                        .apply(List.of(
                                Mutation.put(item("a"), "2"),
                                Mutation.delete(item("gone")),
                                Mutation.put(item("b"), "2", PutOptions.ifAbsent()),
                                Mutation.put(item("c"), "2"))));

        assertThat(profile().getAll().keySet()).containsExactly("b", "gone");
        assertThat(profile().getText("b")).contains("1");
    }

    @Test
    void apply_versionOfAnAbsentItem_namesTheElementAndMakesNothing() {
        assertVersionConflict(
                OptionalLong.empty(),
                1,
                () -> keyValues()
                        .apply(List.of(
                                Mutation.put(item("a"), "2"), Mutation.put(item("b"), "2", PutOptions.ifVersion(1)))));
        assertVersionConflict(
                OptionalLong.empty(),
                1,
                () -> keyValues().apply(List.of(Mutation.put(item("a"), "2"), Mutation.delete(item("b"), 1))));
        assertThat(profile().count()).isZero();
    }

    @Test
    void apply_deleteOfAnotherVersion_namesTheElementAndMakesNothing() {
        long stale = profile().put("b", "1");
        long current = profile().put("b", "2");

        assertVersionConflict(
                OptionalLong.of(current),
                1,
                () -> keyValues().apply(List.of(Mutation.put(item("a"), "2"), Mutation.delete(item("b"), stale))));
        assertThat(profile().getAll().keySet()).containsExactly("b");
    }

    @Test
    void apply_conditionsThatHold_areAllMade() {
        long version = profile().put("a", "1");

        keyValues()
                .apply(List.of(
                        Mutation.put(item("a"), "2", PutOptions.ifVersion(version)),
                        Mutation.put(item("b"), "2", PutOptions.ifAbsent())));

        assertThat(profile().getAll().values()).extracting(KeyValue::text).containsExactly("2", "2");
    }

    @Test
    void apply_oneItemTwice_isInvalidInputItemAndMakesNothing() {
        assertInvalidInput(
                "item", 1, () -> keyValues().apply(List.of(Mutation.put(item("a"), "1"), Mutation.delete(item("a")))));
        assertThat(profile().count()).isZero();
    }

    @Test
    void apply_nothing_isInvalidInputMutations() {
        assertInvalidInput("mutations", () -> keyValues().apply(List.of()));
    }

    @Test
    void apply_elementThatBreaksARule_namesItAndMakesNothing() {
        openFresh(config -> config.limits(storage.limits().withValueBytes(10)));

        assertInvalidInput(
                "key",
                1,
                () -> keyValues()
                        .apply(List.of(
                                Mutation.put(item("a"), "1"), Mutation.delete(new ItemKey("profiles", "ada", "")))));
        assertInvalidInput(
                "value",
                1,
                () -> keyValues().apply(List.of(Mutation.put(item("a"), "1"), Mutation.put(item("b"), new byte[11]))));
        assertThat(profile().count()).isZero();
    }

    @Test
    void apply_tenThousandMutations_areMadeAndNotOneMore() {
        List<Mutation> mutations = new ArrayList<>();
        for (int i = 0; i <= 10_000; i++) {
            mutations.add(Mutation.put(item("k" + i), "1"));
        }

        assertInvalidInput("mutations", () -> keyValues().apply(mutations));
        assertThat(profile().count()).isZero();
        keyValues().apply(mutations.subList(0, 10_000));
        assertThat(profile().count()).isEqualTo(10_000);
        assertThat(profile().getAll()).hasSize(10_000);
    }

    @Test
    void apply_moreBytesThanABatchMayHave_isInvalidInputMutations() {
        openFresh(config -> config.limits(storage.limits().withBatch(10_000, 1_000)));
        int names = "profiles".length() + "ada".length() + "a".length();
        byte[] half = new byte[500 - names];

        keyValues().apply(List.of(Mutation.put(item("a"), half), Mutation.put(item("b"), half)));

        assertThat(profile().count()).isEqualTo(2);
        assertInvalidInput(
                "mutations",
                () -> keyValues()
                        .apply(List.of(
                                Mutation.put(item("c"), half),
                                Mutation.put(item("d"), half),
                                Mutation.delete(item("a")))));
        assertThat(profile().getAll().keySet()).containsExactly("a", "b");
    }

    @Test
    void putAll_areAllPutWithOneVersion() {
        long version = profile().putAll(values("a", "b", "c"));

        assertThat(profile().getAll().keySet()).containsExactly("a", "b", "c");
        assertThat(profile().getAll().values()).allSatisfy(item -> {
            assertThat(item.text()).isEqualTo(item.key());
            assertThat(item.version()).isEqualTo(version);
        });
    }

    @Test
    void putAll_conditionThatDoesNotHold_namesTheElementAndPutsNothing() {
        long current = profile().put("b", "1");

        assertVersionConflict(
                OptionalLong.of(current), 1, () -> profile().putAll(values("a", "b", "c"), PutOptions.ifAbsent()));

        assertThat(profile().getAll().keySet()).containsExactly("b");
        assertThat(profile().getText("b")).contains("1");
    }

    @Test
    void putAll_elementThatBreaksARule_namesItAndPutsNothing() {
        assertInvalidInput("key", 1, () -> profile().putAll(values("a", " ")));
        assertInvalidInput("values", () -> profile().putAll(Map.of()));
        assertThat(profile().count()).isZero();
    }
}
