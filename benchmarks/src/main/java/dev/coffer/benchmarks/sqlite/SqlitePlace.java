package dev.coffer.benchmarks.sqlite;

import dev.coffer.benchmarks.Operation;
import dev.coffer.benchmarks.Runner;
import dev.coffer.benchmarks.features.Place;
import dev.coffer.benchmarks.requests.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Files in a directory. */
public final class SqlitePlace implements Place {
    private static final String SCHEME = "sqlite:";

    private final Path directory;
    private final List<String> names = new ArrayList<>();

    /** One that there is. */
    public SqlitePlace(Path directory) {
        this.directory = directory;
    }

    @Override
    public String name() {
        return "SQLite";
    }

    @Override
    public void introduce(Runner runner) throws SQLException {
        try (Connection connection = SqliteBenchmark.connect(file("introduced"))) {
            runner.uses(connection.getMetaData());
        }
        drop("introduced");
    }

    private Path file(String name) {
        return directory.resolve(name + ".db");
    }

    @Override
    public String database(String name) {
        drop(name);
        names.add(name);
        return SCHEME + file(name);
    }

    @Override
    public void drop(String name) {
        names.remove(name);
        try {
            SqliteBenchmark.delete(file(name));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path fileOf(String url) {
        return Path.of(url.substring(SCHEME.length()));
    }

    @Override
    public void load(String url, Sample sample) throws SQLException {
        try (Connection connection = SqliteBenchmark.connect(fileOf(url))) {
            SqliteSample.load(connection, sample);
        }
    }

    @Override
    public long bytes(String url) throws Exception {
        Path file = fileOf(url);
        checkpoint(file);
        return Files.size(file);
    }

    private static void checkpoint(Path file) throws SQLException {
        try (Connection connection = SqliteBenchmark.connect(file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    @Override
    public void run(Runner runner, String section, List<Operation> operations) throws Exception {
        runner.run(section, operations, () -> 0, () -> {
            for (String name : names) {
                checkpoint(file(name));
            }
            return "done";
        });
    }

    @Override
    public void close() {
        List.copyOf(names).forEach(this::drop);
    }
}
