package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Storage;
import dev.coffer.storage.sqlite.PlainSql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed while it writes. */
class ProcessKillTest {
    private static final int KILLS = Extent.of(10, 100);
    private static final int MOST_WRITES_BEFORE = 300;

    @TempDir
    Path directory;

    @Test
    void kill_duringWritesFromEightThreads_losesNoAcknowledgedWriteAndLeavesNoneHalf() throws Exception {
        Path file = directory.resolve("killed.db");
        AcknowledgedWrites acknowledged = new AcknowledgedWrites();
        Random random = new Random();

        try (Tally tally = new Tally(Chapter.SQLITE, "process killed while 8 threads write")) {
            for (int run = 0; run < KILLS; run++) {
                tally.run();
                List<String> lines = KilledWriter.linesOf(
                        1 + random.nextInt(MOST_WRITES_BEFORE), directory, AcknowledgingWriter.class, file, run);
                acknowledged.add(lines);
                tally.faults(1);
                tally.calls(lines.size());

                assertThat(PlainSql.ask(file, "PRAGMA integrity_check")).containsExactly("ok");
                try (Storage storage = Storage.open("sqlite:" + file)) {
                    long lost = acknowledged.lostIn(storage);
                    tally.lost(lost);
                    assertThat(lost).isZero();
                }
            }
            tally.remark("calls are acknowledged writes, all looked for after each kill; none is there by half");
        }

        assertThat(acknowledged.areOfEveryKind()).isTrue();
    }

    @Test
    void control_withoutTheLogThatTheProcessLeft_acknowledgedWritesAreSeenToBeLost() throws Exception {
        Path file = directory.resolve("control.db");
        Storage.open("sqlite:" + file).close();
        AcknowledgedWrites acknowledged = new AcknowledgedWrites();
        acknowledged.add(
                KilledWriter.linesOf(MOST_WRITES_BEFORE, directory, AcknowledgingWriter.class, file, "control"));

        Files.delete(Path.of(file + "-wal"));
        Files.delete(Path.of(file + "-shm"));

        try (Storage storage = Storage.open("sqlite:" + file)) {
            assertThat(acknowledged.lostIn(storage)).isPositive();
        }
    }
}
