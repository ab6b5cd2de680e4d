package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed while it writes. */
class ProcessKillTest {
    private static final int KILLS = 20;
    private static final int MOST_WRITES_BEFORE = 300;

    @TempDir
    Path directory;

    @Test
    void kill_duringWritesFromEightThreads_losesNoAcknowledgedWriteAndLeavesNoneHalf() throws Exception {
        Path file = directory.resolve("killed.db");
        AcknowledgedWrites acknowledged = new AcknowledgedWrites();
        Random random = new Random();

        for (int run = 0; run < KILLS; run++) {
            acknowledged.add(writeAndKill(file, run, 1 + random.nextInt(MOST_WRITES_BEFORE)));

            assertThat(PlainSql.ask(file, "PRAGMA integrity_check")).containsExactly("ok");
            try (Storage storage = Storage.open("sqlite:" + file)) {
                acknowledged.assertWholeIn(storage);
            }
        }

        assertThat(acknowledged.areOfEveryKind()).isTrue();
    }

    private List<String> writeAndKill(Path file, int run, int writes) throws InterruptedException {
        List<String> flags = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
        try (ChildJvm child = ChildJvm.start(directory, flags, AcknowledgingWriter.class, file, run)) {
            List<String> lines = new ArrayList<>();
            while (lines.size() < writes) {
                lines.add(child.answer());
            }
            lines.addAll(child.kill());
            assertThat(child.errors()).isEmpty();
            return lines;
        }
    }
}
