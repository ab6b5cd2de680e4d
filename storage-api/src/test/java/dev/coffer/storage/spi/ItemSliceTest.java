package dev.coffer.storage.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValue;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ItemSliceTest {
    private static KeyValue item(int size) {
        return new KeyValue("n", "i", "k", new byte[size], 1, Optional.empty(), Instant.EPOCH, Instant.EPOCH);
    }

    private static Iterator<KeyValue> items(int... sizes) {
        return IntStream.of(sizes).mapToObj(ItemSliceTest::item).iterator();
    }

    private static ItemSlice slice(int maxItems, long maxBytes, int... sizes) {
        return ItemSlice.of(items(sizes), new SliceBounds(null, false, maxItems, maxBytes));
    }

    private static List<Integer> sizes(ItemSlice slice) {
        return slice.items().stream().map(KeyValue::size).toList();
    }

    @Test
    void of_nothing_isEmptyAndTheEnd() {
        assertThat(slice(1, 1)).isEqualTo(new ItemSlice(List.of(), false));
    }

    @Test
    void of_asManyItemsAsAllowed_isTheEnd() {
        ItemSlice slice = slice(3, 10, 1, 2, 3);
        assertThat(sizes(slice)).containsExactly(1, 2, 3);
        assertThat(slice.more()).isFalse();
    }

    @Test
    void of_moreItems_endsBeforeTheFirstBeyond() {
        ItemSlice slice = slice(2, 10, 1, 2, 3);
        assertThat(sizes(slice)).containsExactly(1, 2);
        assertThat(slice.more()).isTrue();
    }

    @Test
    void of_exactlyTheBytesAllowed_isTheEnd() {
        ItemSlice slice = slice(9, 6, 1, 2, 3);
        assertThat(sizes(slice)).containsExactly(1, 2, 3);
        assertThat(slice.more()).isFalse();
    }

    @Test
    void of_moreBytes_endsBeforeTheFirstBeyond_evenIfASmallerOneFollows() {
        ItemSlice slice = slice(9, 5, 1, 2, 3, 0);
        assertThat(sizes(slice)).containsExactly(1, 2);
        assertThat(slice.more()).isTrue();
    }

    @Test
    void of_aFirstItemWithTooManyBytes_hasIt() {
        ItemSlice slice = slice(9, 5, 6, 0);
        assertThat(sizes(slice)).containsExactly(6);
        assertThat(slice.more()).isTrue();
        assertThat(slice(9, 5, 6).more()).isFalse();
    }

    @Test
    void of_moreItems_looksAtOneMoreThanItTakes() {
        Iterator<KeyValue> items = items(1, 2, 3, 4);
        ItemSlice.of(items, new SliceBounds(null, false, 2, 10));
        assertThat(items.next().size()).isEqualTo(4);
    }
}
