package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RoundTripTest {
    private static final int MANY = 21;
    private static final long NEAR = Duration.ofNanos(80_000).toNanos();
    private static final long FAR = Duration.ofMillis(1).toNanos();

    private final AtomicLong clock = new AtomicLong();
    private final RoundTrip roundTrip = new RoundTrip(10, clock::get);

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void beforeAnythingIsKnown_asManyAsThereAreConnections() {
        assertThat(roundTrip.permits(MANY)).isEqualTo(10);
    }

    @Test
    void onANearServer_few() {
        roundTrip.took(NEAR);
        assertThat(roundTrip.permits(MANY)).isBetween(2, 4);
    }

    @Test
    void onANearServer_oneForEachCaller_asLongAsThereAreEnough() {
        roundTrip.took(NEAR);
        assertThat(roundTrip.permits(20)).isEqualTo(10);
    }

    @Test
    void onANearServer_neverMoreThanConnections() {
        RoundTrip small = new RoundTrip(1, clock::get);
        small.took(NEAR);
        assertThat(small.permits(MANY)).isEqualTo(1);
    }

    @Test
    void onAFarServer_asManyAsThereAreConnections() {
        roundTrip.took(FAR);
        assertThat(roundTrip.permits(MANY)).isEqualTo(10);
    }

    @Test
    void slowStatements_doNotMakeANearServerFar() {
        roundTrip.took(NEAR);
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofMillis(50));
            roundTrip.took(FAR);
        }
        assertThat(roundTrip.permits(MANY)).isBetween(2, 4);
    }

    @Test
    void aServerThatHasMovedAway_isFarSoonAfter() {
        roundTrip.took(NEAR);
        for (int i = 0; i < 3; i++) {
            pass(Duration.ofSeconds(91));
            roundTrip.took(FAR);
        }
        assertThat(roundTrip.permits(MANY)).isEqualTo(10);
    }
}
