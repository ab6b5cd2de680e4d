package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.testkit.Refusals.assertAbsenceConflict;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static dev.coffer.storage.testkit.Refusals.assertVersionConflict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.KeyValueRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Items are deleted one by one, by prefix, or the whole record: those that are named and no others. */
@Needs(KEY_VALUES)
abstract class DeletionRules extends Rules {
    private void putAll(String... keys) {
        for (String key : keys) {
            profile().put(key, key);
        }
    }

    @Test
    void delete_item_isGone() {
        putAll("theme", "lang");

        assertThat(profile().delete("theme")).isTrue();

        assertThat(profile().get("theme")).isEmpty();
        assertThat(profile().getAll().keySet()).containsExactly("lang");
        assertThat(profile().delete("theme")).isFalse();
    }

    @Test
    void delete_item_leavesTheSameKeyElsewhere() {
        putAll("theme");
        KeyValueRecord bobs = keyValues().namespace("profiles").record("bob");
        KeyValueRecord flags = keyValues().namespace("flags").record("ada");
        bobs.put("theme", "light");
        flags.put("theme", "on");

        profile().delete("theme");

        assertThat(bobs.exists("theme")).isTrue();
        assertThat(flags.exists("theme")).isTrue();
    }

    @Test
    void delete_withTheVersion_isGone() {
        long version = profile().put("theme", "dark");

        profile().delete("theme", version);

        assertThat(profile().exists("theme")).isFalse();
    }

    @Test
    void delete_withAnotherVersion_isVersionConflictAndLeavesIt() {
        long old = profile().put("theme", "dark");
        long current = profile().put("theme", "light");

        assertVersionConflict(current, () -> profile().delete("theme", old));

        assertThat(profile().getText("theme")).contains("light");
    }

    @Test
    void delete_absentItemWithAVersion_isVersionConflict() {
        long version = profile().put("theme", "dark");
        profile().delete("theme");

        assertAbsenceConflict(() -> profile().delete("theme", version));
    }

    @Test
    void deleteByPrefix_inARecord_deletesTheKeysThatBeginWithIt() {
        putAll("cart", "cart:1", "cart:2", "carX", "Cart:3", "card", "zcart:4");

        assertThat(profile().deleteByPrefix("cart:")).isEqualTo(2);

        assertThat(profile().getAll().keySet()).containsExactly("Cart:3", "carX", "card", "cart", "zcart:4");
        assertThat(profile().deleteByPrefix("cart:")).isZero();
    }

    @Test
    void deleteByPrefix_inARecord_leavesOtherRecords() {
        KeyValueRecord bobs = keyValues().namespace("profiles").record("bob");
        KeyValueRecord flags = keyValues().namespace("flags").record("ada");
        putAll("cart:1");
        bobs.put("cart:1", "1");
        flags.put("cart:1", "1");

        assertThat(profile().deleteByPrefix("cart")).isEqualTo(1);

        assertThat(bobs.exists("cart:1")).isTrue();
        assertThat(flags.exists("cart:1")).isTrue();
    }

    @Test
    void deleteByPrefix_knowsNoWildcards() {
        putAll("a%b", "a_b", "a*b", "a?b", "a[b", "a\\b", "axb", "ab");

        for (String prefix : List.of("a%", "a_", "a*", "a?", "a[", "a\\")) {
            assertThat(profile().deleteByPrefix(prefix)).as(prefix).isEqualTo(1);
        }
        assertThat(profile().getAll().keySet()).containsExactly("ab", "axb");
    }

    @Test
    void deleteByPrefix_atTheEdgesOfUnicode_deletesWhatBeginsWithIt() {
        putAll(
                "p\ud7ff",
                "p\ud7ff1",
                "p\ue000",
                "p\uffff",
                "p\uffff1",
                "p\ud800\udc00",
                "p\udbff\udfff",
                "p\udbff\udfff1",
                "q");

        assertThat(profile().deleteByPrefix("p\ud7ff")).isEqualTo(2);
        assertThat(profile().deleteByPrefix("p\uffff")).isEqualTo(2);
        assertThat(profile().deleteByPrefix("p\udbff\udfff")).isEqualTo(2);
        assertThat(profile().getAll().keySet()).containsExactly("p\ue000", "p\ud800\udc00", "q");
        profile().put("\udbff\udfff", "last");
        assertThat(profile().deleteByPrefix("\udbff\udfff")).isEqualTo(1);
    }

    @Test
    void deleteByPrefix_empty_isInvalidInputPrefixAndDeletesNothing() {
        putAll("a", "b");

        for (String refused : List.of("", " ")) {
            assertInvalidInput("prefix", () -> profile().deleteByPrefix(refused));
            assertInvalidInput("prefix", () -> keyValues().namespace("profiles").deleteByPrefix(refused));
        }
        assertThat(profile().count()).isEqualTo(2);
    }

    @Test
    void deleteByPrefix_inANamespace_deletesTheRecordsWhoseIdBeginsWithIt() {
        KeyValueNamespace carts = keyValues().namespace("carts");
        carts.record("ada-1").put("a", "1");
        carts.record("ada-1").put("b", "1");
        carts.record("ada-2").put("a", "1");
        carts.record("bob-1").put("ada-", "1");
        keyValues().namespace("orders").record("ada-1").put("a", "1");

        assertThat(carts.deleteByPrefix("ada-")).isEqualTo(3);

        assertThat(carts.count()).isEqualTo(1);
        assertThat(carts.record("bob-1").exists("ada-")).isTrue();
        assertThat(keyValues().namespace("orders").count()).isEqualTo(1);
    }

    @Test
    void clear_deletesTheRecordAndNoOther() {
        putAll("a", "b", "c");
        KeyValueRecord neighbour = keyValues().namespace("profiles").record("ada2");
        KeyValueRecord elsewhere = keyValues().namespace("profiles2").record("ada");
        neighbour.put("a", "1");
        elsewhere.put("a", "1");

        assertThat(profile().clear()).isEqualTo(3);

        assertThat(profile().getAll()).isEmpty();
        assertThat(profile().clear()).isZero();
        assertThat(neighbour.count()).isEqualTo(1);
        assertThat(elsewhere.count()).isEqualTo(1);
    }
}
