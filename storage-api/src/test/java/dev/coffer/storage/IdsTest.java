package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The layout of RFC 9562, 5.7. */
class IdsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "2026-03-04T05:06:07.123456Z",
                "9999-12-31T23:59:59.999999Z",
                "0001-01-01T00:00:00Z"
            })
    void next_hasVersionAndVariant(Instant now) {
        for (int i = 0; i < 100; i++) {
            UUID id = Ids.next(now);

            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
        }
    }

    @Test
    void next_beginsWithTheMillisecond() {
        Instant now = Instant.ofEpochMilli(0x0123_4567_89ABL).plusNanos(999_999);

        assertThat(Ids.next(now).toString()).startsWith("01234567-89ab-7");
        assertThat(Ids.next(Instant.ofEpochMilli(0xFEDC_BA98_7654L)).toString()).startsWith("fedcba98-7654-7");
    }

    @Test
    void next_hasEachOfThe74BitsLeftAtRandom() {
        long mostOr = 0;
        long leastOr = 0;
        long mostAnd = -1;
        long leastAnd = -1;
        Set<UUID> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            UUID id = Ids.next(Instant.EPOCH);
            seen.add(id);
            mostOr |= id.getMostSignificantBits();
            leastOr |= id.getLeastSignificantBits();
            mostAnd &= id.getMostSignificantBits();
            leastAnd &= id.getLeastSignificantBits();
        }

        assertThat(seen).hasSize(1_000);
        assertThat(mostOr).isEqualTo(0x7FFFL);
        assertThat(mostAnd).isEqualTo(0x7000L);
        assertThat(leastOr).isEqualTo(0xBFFF_FFFF_FFFF_FFFFL);
        assertThat(leastAnd).isEqualTo(0x8000_0000_0000_0000L);
    }
}
