package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PurgeTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration GRACE = Duration.ofMinutes(5);

    private final WatchedProvider provider = new WatchedProvider();
    private final MovableClock clock = new MovableClock();
    private final Storage storage = provider.open(clock);

    @Test
    void whatExpired_isKeptFor5Minutes() {
        User ada = storage.users().create(NewUser.withEmail("ada@example.org"));
        storage.sessions().issue(NewSession.forUser(ada.id()).lasting(HOUR));
        storage.tokens().issue(NewToken.forUser(ada.id(), "purpose").lasting(HOUR));
        KeyValueRecord items = storage.keyValues().namespace("n").record("i");
        items.put("k", "value", PutOptions.ttl(HOUR));
        items.put("for ever", "value");

        clock.advance(HOUR.plus(GRACE));
        assertThat(storage.sessions().purge()).isZero();
        assertThat(storage.tokens().purge()).isZero();
        assertThat(storage.keyValues().purge()).isZero();

        clock.advance(Duration.ofNanos(1_000));
        assertThat(storage.sessions().purge()).isEqualTo(1);
        assertThat(storage.tokens().purge()).isEqualTo(1);
        assertThat(storage.keyValues().purge()).isEqualTo(1);
        assertThat(items.exists("for ever")).isTrue();
    }

    @Test
    void purge_ofManyItems_goesInBatchesOfOneCallEach() {
        KeyValueRecord items = storage.keyValues().namespace("n").record("i");
        List<Mutation> puts = IntStream.range(0, 2_500)
                .mapToObj(i -> Mutation.put(items.item("k" + i), "", PutOptions.ttl(HOUR)))
                .toList();
        storage.keyValues().apply(puts);
        clock.advance(HOUR.multipliedBy(2));
        provider.forgetCalls();

        assertThat(storage.keyValues().purge()).isEqualTo(2_500);

        assertThat(provider.calls()).containsOnly("keyValues.purge").hasSize(3);
    }
}
