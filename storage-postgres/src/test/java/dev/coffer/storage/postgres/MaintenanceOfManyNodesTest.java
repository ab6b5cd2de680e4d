package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Maintenance;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.Operation;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that each have started the maintenance of one database. */
class MaintenanceOfManyNodesTest {
    private static final int NODES = 4;
    private static final int STRETCHES = 3;
    private static final int EXPIRED = 3_500;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration STRETCH = Duration.ofSeconds(4); // in which all is to be purged
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private final InstantSource clock = now::get;

    @TestFactory
    Stream<DynamicTest> oneOfThem_purges_inEachStretch() {
        return Stream.of("sqlite:" + directory.resolve("app.db"), TestServer.NEWEST.freshUrl())
                .map(url -> dynamicTest(url.substring(0, url.indexOf(':')), () -> assertOnePurges(url)));
    }

    private void assertOnePurges(String url) throws InterruptedException {
        List<Operation.Name> begun = new CopyOnWriteArrayList<>();
        List<Storage> nodes = new ArrayList<>();
        try {
            for (int node = 0; node < NODES; node++) {
                nodes.add(Storage.open(StorageConfig.forUrl(url)
                        .clock(clock)
                        .poolSize(2)
                        .listener(operation -> {
                            begun.add(operation.name());
                            return completion -> {};
                        })
                        .build()));
            }
            Storage first = nodes.get(0);
            fill(first);
            now.updateAndGet(time -> time.plus(Duration.ofHours(1)));
            begun.clear();
            nodes.forEach(node -> Maintenance.of(node).every(STRETCH).start());
            for (int stretch = 1; stretch <= STRETCHES; stretch++) {
                await(begun, Operation.Name.APPLY_ONCE, NODES * stretch);
                awaitPurges(begun, stretch);
                now.updateAndGet(time -> time.plus(STRETCH));
            }
            awaitPurges(begun, STRETCHES + 1);

            assertThat(count(begun, Operation.Name.SESSIONS_PURGE)).isEqualTo(STRETCHES + 1);
            assertThat(count(begun, Operation.Name.KEY_VALUES_PURGE)).isGreaterThan(STRETCHES + 1);
            assertThat(first.keyValues().purge()).isZero();
        } finally {
            nodes.forEach(Storage::close);
        }
    }

    /** They come in another order in each stretch. */
    private static void awaitPurges(List<Operation.Name> begun, int stretches) throws InterruptedException {
        await(begun, Operation.Name.SESSIONS_PURGE, stretches);
        await(begun, Operation.Name.TOKENS_PURGE, stretches);
        await(begun, Operation.Name.KEY_VALUES_PURGE, stretches);
        await(begun, Operation.Name.APPLIED_KEYS_PURGE, stretches);
    }

    private static long count(List<Operation.Name> begun, Operation.Name name) {
        return begun.stream().filter(name::equals).count();
    }

    private static void await(List<Operation.Name> begun, Operation.Name name, int times) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (count(begun, name) < times) {
            assertThat(System.nanoTime()).as("%s in %s", name, begun).isLessThan(end);
            Thread.sleep(10);
        }
    }

    private static void fill(Storage storage) {
        KeyValueRecord record = storage.keyValues().namespace("n").record("r");
        storage.keyValues()
                .apply(IntStream.range(0, EXPIRED)
                        .mapToObj(i -> Mutation.put(record.item("k" + i), "", PutOptions.ttl(SECOND)))
                        .toList());
    }
}
