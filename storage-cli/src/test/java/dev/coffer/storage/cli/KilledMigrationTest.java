package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.migrate.TableComparison;
import dev.coffer.storage.migrate.VerificationReport;
import dev.coffer.storage.migrate.Verifier;
import dev.coffer.storage.postgres.TestServer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** {@code kill -9} at random moments, each followed by {@code --resume}: no row is lost, none comes twice. */
class KilledMigrationTest {
    private static final int USERS = 5_000;
    private static final int ROWS = 4 * USERS;
    private static final int KILLS = 10; // in each direction

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void fromSqliteToPostgres_everyRowIsThereOnce() throws Exception {
        everyRowIsThereOnce(Samples.sqlite(USERS), TestServer.NEWEST::freshUrl);
    }

    @Test
    void fromPostgresToSqlite_everyRowIsThereOnce() throws Exception {
        String source = TestServer.OLDEST.freshUrl();
        Samples.fill(source, USERS);
        String target = everyRowIsThereOnce(source, Samples::freshSqlite);
        Path file = Samples.file(target);
        assertThat(file.resolveSibling("."))
                .isDirectoryNotContaining(other -> !other.getFileName().equals(file.getFileName()));
    }

    /** Returns the target. */
    private String everyRowIsThereOnce(String source, Supplier<String> targets) throws Exception {
        long begin = System.nanoTime();
        assertThat(migration(source, targets.get()).run().code()).isZero();
        long wholeRun = System.nanoTime() - begin;
        String target = targets.get();
        boolean finished = false;
        for (int kills = 0; kills < KILLS; ) {
            if (finished) {
                assertIsWhole(source, target);
                target = targets.get();
            }
            CliProcess command = migration(source, target);
            begin = System.nanoTime();
            Process process = command.start();
            finished = process.waitFor(random.nextLong(wholeRun), TimeUnit.NANOSECONDS);
            if (finished) {
                assertThat(process.exitValue())
                        .as("seed %s: %s", seed, command.err())
                        .isZero();
            } else {
                process.destroyForcibly().waitFor();
                kills++;
            }
        }
        Result last = migration(source, target).run();
        assertThat(last.code()).as("seed %s: %s", seed, last.all()).isZero();
        assertIsWhole(source, target);
        return target;
    }

    private static CliProcess migration(String source, String target) {
        return CliProcess.coffer("migrate", "--from", source, "--to", target, "--resume");
    }

    private void assertIsWhole(String source, String target) {
        VerificationReport report =
                Verifier.between(config(source), config(target)).run();
        assertThat(report.same()).as("seed %s", seed).isTrue();
        assertThat(report.tables().stream().mapToLong(TableComparison::target).sum())
                .as("seed %s", seed)
                .isEqualTo(ROWS);
        try (Storage storage = Storage.open(config(target))) {
            assertThat(storage.users().count()).isEqualTo(USERS);
        }
    }

    private static StorageConfig config(String url) {
        return StorageConfig.forUrl(url).build();
    }
}
