package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.resilience.Request.Get;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Storage;
import dev.coffer.storage.sqlite.Concurrently;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Many threads that work on a few keys, round for round on others. */
final class RecordedRounds {
    private static final int KEYS = 8;
    private static final int THREADS_OF_A_KEY = 8;
    private static final int REQUESTS_OF_A_THREAD = 40;

    private final Tally tally;
    private final List<History> histories = new ArrayList<>();

    RecordedRounds(Tally tally) {
        this.tally = tally;
    }

    /** One round; is calmed before each key is read at its end. */
    void run(Storage storage, Runnable calm) throws Exception {
        int round = histories.size() / KEYS;
        KeyValueRecord record = storage.keyValues().namespace("rounds").record(Integer.toString(round));
        List<RecordedKey> keys = IntStream.range(0, KEYS)
                .mapToObj(key -> new RecordedKey(new StoredKey(record, "key" + key), tally))
                .toList();
        Concurrently.call(KEYS * THREADS_OF_A_KEY, thread -> {
            RecordedKey key = keys.get(thread % KEYS);
            new RandomRequests(key, thread / KEYS, round).ask(REQUESTS_OF_A_THREAD);
            return key;
        });
        calm.run();
        for (RecordedKey key : keys) {
            assertThat(key.ask(new Get())).isPresent();
            histories.add(key.history());
            tally.run();
        }
    }

    /** Of all histories so far. */
    long count(Predicate<Operation> which) {
        return histories.stream()
                .flatMap(history -> history.operations().stream())
                .filter(which)
                .count();
    }

    void assertLinearizable() {
        List<History> others =
                histories.stream().filter(history -> !history.isLinearizable()).toList();
        tally.lost(others.size());
        assertThat(others).isEmpty();
    }
}
