package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.resilience.Request.Get;
import dev.coffer.resilience.Request.Increment;
import dev.coffer.resilience.Request.Put;
import dev.coffer.storage.Condition;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.postgres.FaultProxy;
import dev.coffer.storage.postgres.OwnServer;
import dev.coffer.storage.postgres.TestServer;
import dev.coffer.storage.sqlite.Concurrently;
import dev.coffer.storage.sqlite.CountedCommits;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each of a few keys answers to many threads at once could have been answered one call after the other. */
class LinearizabilityTest {
    private static final int ROUNDS = Extent.of(10, 200);
    private static final int ROUNDS_WITH_CUTS = Extent.of(6, 100);
    private static final int FEW_CONNECTIONS = 3;
    private static final double CHANCE_OF_A_CUT = 0.01;

    @AutoClose
    private static final OwnServer SERVER = new OwnServer(18);

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @TempDir
    Path directory;

    @Test
    void sqlite_withGroupCommit() throws Exception {
        Path file = directory.resolve("linearizable.db");
        Storage.open("sqlite:" + file).close();
        try (Tally tally = new Tally(Chapter.LINEARIZABILITY, "SQLite, group commit");
                CountedCommits commits = new CountedCommits(file);
                Storage storage = Storage.open("sqlite:" + file)) {
            RecordedRounds rounds = new RecordedRounds(tally);
            for (int i = 0; i < ROUNDS; i++) {
                rounds.run(storage, () -> {});
            }
            long writes = rounds.count(LinearizabilityTest::hasWritten);
            assertThat(commits.count()).isLessThan(writes / 2);
            tally.remark("%,d writes in %,d commits".formatted(writes, commits.count()));
            rounds.assertLinearizable();
        }
    }

    @Test
    void postgres_withNaturalBatching() throws Exception {
        SERVER.setting("log_statement", "all").reload();
        String url = TestServer.freshUrl(SERVER.url());
        try (Tally tally = new Tally(Chapter.LINEARIZABILITY, "PostgreSQL, natural batching");
                Storage storage = Storage.open(fewConnections(url))) {
            RecordedRounds rounds = new RecordedRounds(tally);
            rounds.run(storage, () -> {});
            long alone = statements("SELECT namespace, id, key, value|INSERT INTO coffer_key_values");
            long batches = statements("SELECT i\\.namespace|WITH patience");
            long calls = rounds.count(operation -> mayBeBatched(operation.request()));
            assertThat(batches).isGreaterThan(50);
            assertThat(calls - alone).isGreaterThan(2 * batches);
            tally.remark("of one round, %,d gets and puts together in %,d statements, %,d alone"
                    .formatted(calls - alone, batches, alone));
            SERVER.setting("log_statement", "none").reload();
            for (int i = 1; i < ROUNDS; i++) {
                rounds.run(storage, () -> {});
            }
            rounds.assertLinearizable();
        }
    }

    @Test
    void postgres_whileConnectionsAreCut() throws Exception {
        String url = TestServer.freshUrl(SERVER.url());
        try (Tally tally = new Tally(Chapter.LINEARIZABILITY, "PostgreSQL, connections are cut");
                FaultProxy proxy = new FaultProxy(url);
                Storage storage = Storage.open(fewConnections(proxy.through(url)))) {
            RecordedRounds rounds = new RecordedRounds(tally);
            for (int i = 0; i < ROUNDS_WITH_CUTS; i++) {
                proxy.cutAtRandom(CHANCE_OF_A_CUT, i);
                rounds.run(storage, proxy::heal);
            }
            long unknown = rounds.count(operation -> !operation.isAnswered());
            assertThat(unknown).isGreaterThanOrEqualTo(ROUNDS_WITH_CUTS);
            tally.faults(proxy.injected());
            rounds.assertLinearizable();
        }
    }

    /** Shows that a fault of that kind does not go unnoticed. */
    @Test
    void anIncrementMadeOfTwoCalls_isNotLinearizable() throws Exception {
        try (Storage storage = Storage.open("sqlite::memory:")) {
            StoredKey stored = new StoredKey(storage.keyValues().namespace("n").record("r"), "key");
            Tally unlisted = new Tally(Chapter.LINEARIZABILITY, "control");
            RecordedKey key = new RecordedKey(request -> incrementInTwoCalls(stored, request), unlisted);
            Concurrently.call(8, thread -> {
                for (int i = 0; i < 40; i++) {
                    key.ask(new Increment(1L << thread));
                }
                return thread;
            });
            assertThat(key.history().isLinearizable()).isFalse();
        }
    }

    private static Answer incrementInTwoCalls(StoredKey key, Request request) {
        long before = key.apply(new Get()) instanceof Answer.Found found ? found.value() : 0;
        long sum = before + ((Increment) request).delta();
        key.apply(new Put(sum, Condition.any()));
        return new Answer.Sum(sum);
    }

    private static StorageConfig fewConnections(String url) {
        return StorageConfig.forUrl(url).poolSize(FEW_CONNECTIONS).build();
    }

    private static boolean hasWritten(Operation operation) {
        return operation
                .answer()
                .filter(answer -> answer instanceof Answer.Written
                        || answer instanceof Answer.Sum
                        || answer.equals(new Answer.Deleted(true)))
                .isPresent();
    }

    private static boolean mayBeBatched(Request request) {
        return request instanceof Get || (request instanceof Put put && put.condition() instanceof Condition.Any);
    }

    /** So many of the server's statements begin so. */
    private static long statements(String beginning) {
        Pattern executed = Pattern.compile("LOG:\\s+execute [^:]*: (" + beginning + ")");
        return SERVER.logLines().stream()
                .filter(line -> executed.matcher(line).find())
                .count();
    }
}
