package dev.coffer.storage.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.ItemKey;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecordKeyTest {
    @Test
    void ids_areOrderedByTheirBytes_unsigned() {
        assertThat(List.of(
                        new UUID(0, 1), new UUID(0, -1), new UUID(1, 0), new UUID(Long.MIN_VALUE, 0), new UUID(-1, 0)))
                .extracting(RecordKey::of)
                .isSorted();
    }

    @Test
    void items_areOrderedByTheUtf8OfTheirNames() {
        assertThat(List.of(
                        RecordKey.of(ItemKey.of("a", "z", "z")),
                        RecordKey.of(ItemKey.of("b", "a", "b")),
                        RecordKey.of(ItemKey.of("b", "b", "a")),
                        RecordKey.of(ItemKey.of("b", "b", "\ue000")),
                        RecordKey.of(ItemKey.of("b", "b", "\ud83d\ude00"))))
                .isSorted();
    }
}
