package dev.coffer.storage.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Condition;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.KeyValue;
import dev.coffer.storage.VersionConflict;
import dev.coffer.storage.spi.ItemWrite.Expiry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ItemWriteTest {
    private static final Instant BEFORE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = BEFORE.plusSeconds(1);
    private static final Optional<Instant> OLD_END = Optional.of(BEFORE.plusSeconds(60));
    private static final Optional<Instant> NEW_END = Optional.of(NOW.plusSeconds(60));

    private static KeyValue item(int size, long version, Optional<Instant> end, Instant created, Instant updated) {
        return new KeyValue("n", "i", "k", new byte[size], version, end, created, updated);
    }

    private static KeyValue put(Expiry expiry, Optional<KeyValue> present) {
        ItemWrite.Put put = new ItemWrite.Put(ItemKey.of("n", "i", "k"), new byte[2], expiry, Condition.any());
        return put.over(present, 8, NOW);
    }

    @Test
    void over_nothing_isANewItem_whateverIsKept() {
        assertThat(put(new Expiry(false, NEW_END), Optional.empty())).isEqualTo(item(2, 8, NEW_END, NOW, NOW));
        assertThat(put(new Expiry(true, NEW_END), Optional.empty())).isEqualTo(item(2, 8, NEW_END, NOW, NOW));
    }

    @Test
    void over_anItem_isAsOldAsThat_andExpiresAsToldOrAsThatDid() {
        Optional<KeyValue> present = Optional.of(item(1, 7, OLD_END, BEFORE, BEFORE));
        assertThat(put(new Expiry(false, NEW_END), present)).isEqualTo(item(2, 8, NEW_END, BEFORE, NOW));
        assertThat(put(new Expiry(false, Optional.empty()), present))
                .isEqualTo(item(2, 8, Optional.empty(), BEFORE, NOW));
        assertThat(put(new Expiry(true, NEW_END), present)).isEqualTo(item(2, 8, OLD_END, BEFORE, NOW));
    }

    @Test
    void over_anItemWithoutEnd_thatIsKept_hasNone() {
        Optional<KeyValue> present = Optional.of(item(1, 7, Optional.empty(), BEFORE, BEFORE));
        assertThat(put(new Expiry(true, NEW_END), present)).isEqualTo(item(2, 8, Optional.empty(), BEFORE, NOW));
    }

    /** Only the item "present" is there, in version 7. */
    private static void demandConditions(ItemWrite... writes) {
        ItemWrite.demandConditions(
                List.of(writes),
                item -> item.key().equals("present")
                        ? Optional.of(item(1, 7, OLD_END, BEFORE, BEFORE))
                        : Optional.empty());
    }

    private static ItemWrite delete(String key, Condition condition) {
        return new ItemWrite.Delete(ItemKey.of("n", "i", key), condition);
    }

    @Test
    void demandConditions_thatHold_doesNothing() {
        demandConditions(
                delete("present", Condition.version(7)),
                delete("present", Condition.any()),
                delete("absent", Condition.absent()));
    }

    @Test
    void demandConditions_ofOneThatDoesNotHold_namesThePresentVersion() {
        assertThatExceptionOfType(VersionConflict.class)
                .isThrownBy(() -> demandConditions(delete("present", Condition.version(6))))
                .satisfies(conflict -> assertThat(conflict.currentVersion()).hasValue(7))
                .satisfies(conflict -> assertThat(conflict.element()).isEmpty());
    }

    @Test
    void demandConditions_ofSeveralOfWhichOneDoesNotHold_namesTheElementToo() {
        assertThatExceptionOfType(VersionConflict.class)
                .isThrownBy(() ->
                        demandConditions(delete("present", Condition.any()), delete("absent", Condition.version(7))))
                .satisfies(conflict -> assertThat(conflict.currentVersion()).isEmpty())
                .satisfies(conflict -> assertThat(conflict.element()).hasValue(1));
    }
}
