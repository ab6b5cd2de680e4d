package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordSource;
import dev.coffer.storage.spi.RecordTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed while it fills a file: the next one goes on, and nothing is lost or there twice. */
class KilledLoadTest {
    private static final int KILLS = 12;
    private static final int MOST_LINES = 4 * LoadingWriter.EACH / 200;

    @TempDir
    Path directory;

    @Test
    void killedLoads_endWithEveryRecordOnce() throws Exception {
        Path file = directory.resolve("app.db");
        Random random = new Random();
        int goneOn = 0;
        for (int kill = 0; kill < KILLS && !Files.exists(file); kill++) {
            goneOn += loadAndKill(file, 1 + random.nextInt(MOST_LINES)) ? 1 : 0;
            if (Files.exists(MigrationFile.beside(file))) {
                assertCheckpointFits(file);
            }
        }
        assertThat(goneOn).as("runs that began behind an earlier one").isPositive();
        assertFinished(file, loadToTheEnd(file));
    }

    @Test
    void aKillAfterAllIsComplete_leavesItToBeFinished() throws Exception {
        Path file = directory.resolve("app.db");
        try (ChildJvm child = ChildJvm.start(directory, List.of(), LoadingWriter.class, file)) {
            while (!child.answer().equals("complete")) {
                // until it is
            }
            child.kill();
        }
        assertFinished(file, loadToTheEnd(file));
    }

    private boolean loadAndKill(Path file, int lines) throws Exception {
        boolean goneOn = false;
        try (ChildJvm child = ChildJvm.start(directory, List.of(), LoadingWriter.class, file)) {
            for (int i = 0; i < lines; i++) {
                String line = child.answer();
                goneOn |= line.contains(" from ") && !line.endsWith(" from 0");
                if (line.equals("finished")) {
                    break;
                }
            }
            child.kill();
        }
        return goneOn;
    }

    private List<String> loadToTheEnd(Path file) throws Exception {
        if (Files.exists(file) && !Files.exists(MigrationFile.beside(file))) {
            return List.of("finished");
        }
        try (ChildJvm child = ChildJvm.start(directory, List.of(), LoadingWriter.class, file)) {
            return child.finish();
        }
    }

    /** That the rows are those up to the checkpoint, no more and no less. */
    private static void assertCheckpointFits(Path file) {
        Map<RecordKind, List<StoredRecord>> records = NastyRecords.of(LoadingWriter.EACH);
        Failure.of(SchemaMismatch.class, Retry.NEVER, Outcome.NOT_APPLIED, () -> Storage.open("sqlite:" + file));
        try (RecordTarget target = target(file)) {
            assertThat(target.state()).isEqualTo(RecordTarget.State.UNFINISHED);
            target.begin("a source");
            try (RecordSource written = target.written()) {
                records.forEach((kind, all) -> {
                    int reached = target.reached(kind)
                            .map(key -> 1
                                    + all.stream()
                                            .map(StoredRecord::key)
                                            .toList()
                                            .indexOf(key))
                            .orElse(0);
                    assertThat(Chunks.records(written, kind)).isEqualTo(all.subList(0, reached));
                });
            }
        }
    }

    private static RecordTarget target(Path file) {
        return new SqliteStorageProvider()
                .openTarget(StorageConfig.forUrl("sqlite:" + file).build());
    }

    private static void assertFinished(Path file, List<String> answers) throws Exception {
        assertThat(answers).endsWith("finished");
        assertThat(MigrationFile.beside(file)).doesNotExist();
        assertThat(PlainSql.ask(file, "PRAGMA integrity_check")).containsExactly("ok");
        try (RecordSource source = new SqliteStorageProvider()
                .openSource(StorageConfig.forUrl("sqlite:" + file).build())) {
            NastyRecords.of(LoadingWriter.EACH)
                    .forEach((kind, all) ->
                            assertThat(Chunks.records(source, kind)).isEqualTo(all));
        }
        Storage.open("sqlite:" + file).close();
    }
}
