package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.postgres.LightThreads;
import dev.coffer.storage.postgres.OwnServer;
import dev.coffer.storage.postgres.ServerActivity;
import dev.coffer.storage.postgres.TestServer;
import dev.coffer.storage.sqlite.Descriptors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Far more threads than connections call without a pause. */
class LoadTest {
    private static final Duration DURATION = Extent.seconds(6, 60);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CONNECTIONS = 10;
    private static final int MANY = 200;
    private static final Duration WAIT_OF_MANY = Duration.ofSeconds(20); // for a connection or the writer
    private static final int VERY_MANY = LightThreads.areVirtual() ? 10_000 : 1_000;
    private static final Duration WAIT_OF_VERY_MANY = Duration.ofSeconds(60);

    /** Their group. */
    private static final Pattern OF_VIRTUAL_THREADS = Pattern.compile("CarrierThreads|InnocuousThreadGroup");

    @AutoClose
    private static final OwnServer SERVER = new OwnServer(18);

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @TempDir
    Path directory;

    @Test
    void postgres_manyThreads() throws Exception {
        String url = TestServer.freshUrl(SERVER.url());
        byMany("PostgreSQL", url, () -> ServerActivity.others(url));
    }

    @Test
    void sqlite_manyThreads() throws Exception {
        Path file = directory.resolve("load.db");
        byMany("SQLite", "sqlite:" + file, () -> Descriptors.of(file));
    }

    @Test
    void postgres_veryManyLightThreads() throws Exception {
        String url = TestServer.freshUrl(SERVER.url());
        byVeryMany("PostgreSQL", url, () -> ServerActivity.others(url));
    }

    @Test
    void sqlite_veryManyLightThreads() throws Exception {
        Path file = directory.resolve("load.db");
        byVeryMany("SQLite", "sqlite:" + file, () -> Descriptors.of(file));
    }

    private static void byMany(String database, String url, Callable<List<String>> connections) throws Exception {
        String scenario = "%,d threads, %s".formatted(MANY, database);
        Load load = new Load(MANY, Thread::new, DURATION, WAIT_OF_MANY);
        run(scenario, config(url, WAIT_OF_MANY), load, connections);
    }

    private static void byVeryMany(String database, String url, Callable<List<String>> connections) throws Exception {
        String kind = LightThreads.areVirtual() ? "virtual threads" : "threads";
        String scenario = "%,d %s, %s".formatted(VERY_MANY, kind, database);
        Load load = new Load(VERY_MANY, LightThreads.factory(), DURATION, WAIT_OF_VERY_MANY);
        run(scenario, config(url, WAIT_OF_VERY_MANY), load, connections);
    }

    private static StorageConfig config(String url, Duration wait) {
        return StorageConfig.forUrl(url).poolSize(CONNECTIONS).lockTimeout(wait).build();
    }

    private static void run(String scenario, StorageConfig config, Load load, Callable<List<String>> connections)
            throws Exception {
        Storage.open(config).close(); // starts what the JVM keeps
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (Tally tally = new Tally(Chapter.LOAD, scenario)) {
            try (Storage storage = Storage.open(config)) {
                MixedCalls calls = new MixedCalls(storage);
                load.run(calls::call, tally);
            }
            Eventually.holds(PATIENCE, () -> assertThat(connections.call()).isEmpty());
            Eventually.holds(PATIENCE, () -> assertThat(threadsBeside(before)).isEmpty());
        }
    }

    /** But for those that carry or wake virtual ones: the JDK keeps them for a while. */
    private static List<String> threadsBeside(Set<Thread> known) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !known.contains(thread))
                .map(Thread::toString)
                .filter(thread -> !OF_VIRTUAL_THREADS.matcher(thread).find())
                .toList();
    }
}
