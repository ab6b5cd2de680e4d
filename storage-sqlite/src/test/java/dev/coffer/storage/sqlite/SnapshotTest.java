package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Storage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections begin to see while somebody commits without a pause. */
class SnapshotTest {
    private static final int ROUNDS = 100;

    @TempDir
    Path directory;

    @Test
    void connectionsThatBeginBetweenCommits_seeTheSame() throws Exception {
        Path file = directory.resolve("app.db");
        Storage.open("sqlite:" + file).close();
        AtomicBoolean done = new AtomicBoolean();
        FutureTask<Long> writer = new FutureTask<>(() -> commit(file, done));
        new Thread(writer, "writer").start();
        Set<String> seen = new HashSet<>();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                List<Snapshot> snapshots = Snapshot.open(file, 8, Duration.ofSeconds(5));
                try {
                    List<String> versions = snapshots.stream()
                            .map(snapshot -> snapshot.use(SnapshotTest::version))
                            .toList();
                    assertThat(versions).containsOnly(versions.get(0));
                    seen.add(versions.get(0));
                } finally {
                    snapshots.forEach(Snapshot::close);
                }
            }
        } finally {
            done.set(true);
        }
        assertThat(writer.get()).isGreaterThan(ROUNDS);
        assertThat(seen).hasSizeGreaterThan(ROUNDS / 2);
    }

    private static String version(SqliteConnection connection) throws SQLException {
        return PlainSql.ask(connection, "SELECT last_version FROM coffer_versions")
                .get(0);
    }

    private static long commit(Path file, AtomicBoolean done) throws SQLException {
        long commits = 0;
        try (Connection connection = PlainSql.connect(file)) {
            PlainSql.run(connection, "PRAGMA synchronous = off");
            while (!done.get()) {
                PlainSql.run(connection, "UPDATE coffer_versions SET last_version = last_version + 1");
                commits++;
            }
        }
        return commits;
    }
}
