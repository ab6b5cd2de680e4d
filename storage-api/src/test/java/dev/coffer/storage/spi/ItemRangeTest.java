package dev.coffer.storage.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.ItemKey;
import org.junit.jupiter.api.Test;

class ItemRangeTest {
    private static ItemKey item(String namespace, String id, String key) {
        return ItemKey.of(namespace, id, key);
    }

    @Test
    void contains_withoutBounds_isTheWholeRecordOrNamespace() {
        ItemRange ofRecord = new ItemRange("n", "i", null, null);
        ItemRange ofNamespace = new ItemRange("n", null, null, null);

        assertThat(ofRecord.contains(item("n", "i", "k"))).isTrue();
        assertThat(ofRecord.contains(item("n", "j", "k"))).isFalse();
        assertThat(ofRecord.contains(item("m", "i", "k"))).isFalse();
        assertThat(ofNamespace.contains(item("n", "i", "k"))).isTrue();
        assertThat(ofNamespace.contains(item("n", "j", "k"))).isTrue();
        assertThat(ofNamespace.contains(item("m", "i", "k"))).isFalse();
    }

    @Test
    void contains_inARecord_goesByTheKey() {
        ItemRange range = new ItemRange("n", "i", "b", "d");

        assertThat(range.contains(item("n", "i", "a"))).isFalse();
        assertThat(range.contains(item("n", "i", "b"))).isTrue();
        assertThat(range.contains(item("n", "i", "c\uD83D\uDE00"))).isTrue();
        assertThat(range.contains(item("n", "i", "d"))).isFalse();
        assertThat(range.contains(item("n", "c", "e"))).isFalse();
    }

    @Test
    void contains_inANamespace_goesByTheId() {
        ItemRange range = new ItemRange("n", null, "b", "d");

        assertThat(range.contains(item("n", "a", "c"))).isFalse();
        assertThat(range.contains(item("n", "b", "a"))).isTrue();
        assertThat(range.contains(item("n", "c", "z"))).isTrue();
        assertThat(range.contains(item("n", "d", "c"))).isFalse();
    }

    @Test
    void contains_withOneBound_isOpenAtTheOther() {
        assertThat(new ItemRange("n", "i", "b", null).contains(item("n", "i", "z")))
                .isTrue();
        assertThat(new ItemRange("n", "i", "b", null).contains(item("n", "i", "a")))
                .isFalse();
        assertThat(new ItemRange("n", "i", null, "b").contains(item("n", "i", "a")))
                .isTrue();
        assertThat(new ItemRange("n", "i", null, "b").contains(item("n", "i", "b")))
                .isFalse();
        assertThat(new ItemRange("n", "i", "\uD83D\uDE00", null).contains(item("n", "i", "\uFFFF")))
                .isFalse();
    }
}
