package dev.coffer.benchmarks.sqlite;

import dev.coffer.benchmarks.Contender;
import dev.coffer.benchmarks.Operation;
import dev.coffer.benchmarks.Runner;
import dev.coffer.benchmarks.requests.Coffer;
import dev.coffer.benchmarks.requests.ListenedStorages;
import dev.coffer.benchmarks.requests.Maker;
import dev.coffer.benchmarks.requests.OwnConnection;
import dev.coffer.benchmarks.requests.RequestKind;
import dev.coffer.benchmarks.requests.Sample;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;

/** The sections on SQLite: a file in WAL mode whose commits are durable. */
public final class SqliteBenchmark {
    private static final Sample SAMPLE = new Sample(100_000, 200_000, 200_000);
    private static final int BUSY_MILLIS = 5_000;

    private final Runner runner;
    private final Path file;

    private SqliteBenchmark(Runner runner, Path file) {
        this.runner = runner;
        this.file = file;
    }

    /** In a directory that there is. */
    public static void run(Runner runner, Path directory) throws Exception {
        Path file = directory.resolve("benchmark.db");
        delete(file);
        SqliteBenchmark benchmark = new SqliteBenchmark(runner, file);
        benchmark.coffer(1).close();
        try (Connection connection = benchmark.connect()) {
            runner.uses(connection.getMetaData());
            SqliteSample.load(connection, SAMPLE);
        }
        benchmark.requests();
        if (runner.plan().full()) {
            benchmark.listened();
        }
        benchmark.opening();
        delete(file);
    }

    private void requests() throws Exception {
        int threads = runner.plan().threads();
        try (Storage storage = coffer(threads)) {
            List<Maker> makers = List.of(
                    new Maker("bare sqlite-jdbc", () -> new SqliteByHand(new OwnConnection(connect()))),
                    Maker.shared("Coffer", new Coffer(storage)));
            run(
                    "SQLite, %d threads".formatted(threads),
                    RequestKind.ALL.stream()
                            .map(kind -> kind.operation(threads, SAMPLE, makers))
                            .toList());
            run(
                    "SQLite, one thread",
                    List.of(
                            RequestKind.PUT.operation(1, SAMPLE, makers),
                            RequestKind.ISSUE.operation(1, SAMPLE, makers)));
        }
    }

    private void listened() throws Exception {
        int threads = runner.plan().threads();
        try (ListenedStorages storages = new ListenedStorages(config(threads))) {
            run("SQLite, with a listener, %d threads".formatted(threads), storages.operations(threads, SAMPLE));
        }
    }

    private void opening() throws Exception {
        Contender bare = new Contender("sqlite-jdbc: connect, one `SELECT`, close", () -> this::openBare);
        Contender coffer = new Contender("Coffer: open, close", () -> this::openCoffer);
        run("SQLite, opening", List.of(new Operation("open and close a warm file", 0, 1, List.of(bare, coffer))));
    }

    private boolean openBare() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM coffer_schema_history")) {
            return row.next();
        }
    }

    private boolean openCoffer() {
        coffer(1).close();
        return true;
    }

    /** A checkpoint comes before each round. */
    private void run(String section, List<Operation> operations) throws Exception {
        try (Connection connection = connect();
                Statement checkpoint = connection.createStatement()) {
            runner.run(section, operations, () -> 0, () -> checkpoint.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
        }
    }

    private Storage coffer(int readers) {
        return Storage.open(config(readers));
    }

    private StorageConfig config(int readers) {
        return StorageConfig.forUrl("sqlite:" + file).poolSize(readers).build();
    }

    private Connection connect() throws SQLException {
        return connect(file);
    }

    /** Whose commits are durable. */
    static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        config.setGetGeneratedKeys(false);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /** With what belongs to it. */
    static void delete(Path file) throws IOException {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(Path.of(file + suffix));
        }
    }
}
