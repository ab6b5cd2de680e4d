package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.postgres.RandomOperations.Memory;
import dev.coffer.storage.postgres.RandomOperations.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to both databases, they give the same results. */
class SameResultsTest {
    private static final int OPERATIONS = 10_000;
    private static final Duration[] STEPS = {Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofDays(30)};

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-03-28T12:00:00.123456Z");

    /** A storage with what it has given so far. */
    private final class World implements AutoCloseable {
        private final Storage storage;
        private Memory memory = new Memory();
        private PlainResults results = new PlainResults();

        World(String url) {
            storage = Storage.open(
                    StorageConfig.forUrl(url).clock(() -> now).passwordCost(4).build());
        }

        Object does(List<Operation> operations) {
            if (operations.size() == 1) {
                return attempt(storage, operations.get(0));
            }
            List<Object> all = new ArrayList<>();
            Memory before = memory.copy();
            PlainResults resultsBefore = results.copy();
            try {
                storage.inTransaction(tx -> operations.forEach(operation -> all.add(attempt(tx, operation))));
                return all;
            } catch (StorageException e) {
                Object error = results.of(e);
                memory = before; // a version that was rolled back may be given again, or not
                results = resultsBefore;
                return List.of(all, error);
            }
        }

        private Object attempt(StorageAccess access, Operation operation) {
            try {
                return results.of(operation.on(access, memory));
            } catch (StorageException e) {
                return results.of(e);
            }
        }

        @Override
        public void close() {
            storage.close();
        }
    }

    @Test
    void tenThousandRandomOperations_haveTheSameResults() {
        long seed = Long.getLong("coffer.test.seed", System.nanoTime());
        Random random = new Random(seed);
        try (World sqlite = new World("sqlite:" + directory.resolve("app.db"));
                World postgres = new World(TestServer.NEWEST.freshUrl())) {
            for (int i = 0; i < OPERATIONS; i++) {
                if (random.nextInt(20) == 0) {
                    now = now.plus(STEPS[random.nextInt(STEPS.length)]);
                }
                RandomOperations next = new RandomOperations(random, now);
                int together = random.nextInt(10) == 0 ? 2 + random.nextInt(3) : 1;
                List<Operation> operations =
                        Stream.generate(next::next).limit(together).toList();

                assertThat(postgres.does(operations))
                        .as("-Dcoffer.test.seed=%d, operation %d: %s", seed, i, names(operations))
                        .isEqualTo(sqlite.does(operations));
            }
        }
    }

    private static List<String> names(List<Operation> operations) {
        return operations.stream().map(Operation::name).toList();
    }
}
