package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.sqlite.Tmpfs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The medium turns read-only under a database that a killed process left. Mounts one, for which it has to be root. */
class ReadOnlyMediumTest {
    private static final int RUNS = Extent.of(3, 15);
    private static final int MOST_WRITES_BEFORE = 200;

    /** What the process left beside the file. */
    private enum Left {
        NOTHING,
        LOG_AND_INDEX,
        LOG
    }

    @TempDir
    Path directory;

    @Test
    void aReadOnlyMedium_isReadWhereThatIsAllOfIt_andRefusedByNameElsewhere() throws Exception {
        try (Tally tally = new Tally(Chapter.SQLITE, "read-only medium")) {
            for (int run = 0; run < RUNS; run++) {
                tally.run();
                Tmpfs tmpfs = Tmpfs.mount(directory);
                try {
                    tmpfs.remount("size=64m");
                    readWhatIsLeft(tally, tmpfs, Left.values()[run % Left.values().length]);
                } finally {
                    tmpfs.unmount();
                }
            }
            tally.remark("a log is read if its -shm is there; without it, opening is refused as ReadOnly");
        }
    }

    private void readWhatIsLeft(Tally tally, Tmpfs tmpfs, Left left) throws Exception {
        Path file = directory.resolve("app.db");
        AcknowledgedWrites acknowledged = new AcknowledgedWrites();
        acknowledged.add(KilledWriter.linesOf(
                1 + new Random().nextInt(MOST_WRITES_BEFORE), directory, AcknowledgingWriter.class, file, left));
        if (left == Left.NOTHING) {
            Storage.open("sqlite:" + file).close();
            assertThat(Path.of(file + "-wal")).doesNotExist();
        } else if (left == Left.LOG) {
            Files.delete(Path.of(file + "-shm"));
        }
        tmpfs.remount("ro");
        tally.faults(1);

        assertReadOnly(tally.call(() -> open(file, false)));
        Tally.Attempt<Storage> reading = tally.call(() -> open(file, true));
        if (left == Left.LOG) {
            assertReadOnly(reading);
            return;
        }
        try (Storage storage = reading.result().orElseThrow()) {
            long lost = acknowledged.lostIn(storage);
            tally.lost(lost);
            assertThat(lost).isZero();
            assertReadOnly(tally.call(() -> storage.users().create(NewUser.withEmail("late@example.org"))));
            assertReadOnly(tally.call(
                    () -> storage.keyValues().namespace("counter").record("all").increment("hits")));
            assertThat(acknowledged.lostIn(storage)).isZero();
        }
    }

    private static Storage open(Path file, boolean readOnly) {
        return Storage.open(
                StorageConfig.forUrl("sqlite:" + file).readOnly(readOnly).build());
    }

    private static void assertReadOnly(Tally.Attempt<?> attempt) {
        assertThat(attempt.error()).containsInstanceOf(ReadOnly.class);
    }
}
