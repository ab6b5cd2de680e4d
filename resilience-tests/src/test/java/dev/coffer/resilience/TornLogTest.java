package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Storage;
import dev.coffer.storage.sqlite.PlainSql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a write-ahead log only a part has reached the disk. */
class TornLogTest {
    private static final int CUTS = Extent.of(60, 200);
    private static final int CUTS_OF_A_LOG = 20;
    private static final int MOST_WRITES_BEFORE = 400;

    /** What became of the log from a byte on. */
    private enum Damage {
        CUT,
        ZEROES,
        GARBAGE,
        ONE_BIT;

        byte[] of(byte[] log, int from, Random random) {
            if (this == CUT) {
                return Arrays.copyOf(log, from);
            }
            byte[] torn = log.clone();
            if (this == ZEROES) {
                Arrays.fill(torn, from, torn.length, (byte) 0);
            } else if (this == GARBAGE) {
                byte[] garbage = new byte[log.length - from];
                random.nextBytes(garbage);
                System.arraycopy(garbage, 0, torn, from, garbage.length);
            } else {
                torn[from] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            }
            return torn;
        }
    }

    @TempDir
    Path directory;

    private final Random random = new Random();
    private Path file;
    private Path copy;
    private int threads;
    private NumberedWrites writes = new NumberedWrites(List.of());
    private byte[] log = {};

    @BeforeEach
    void nameFiles() {
        file = directory.resolve("written.db");
        copy = directory.resolve("copy.db");
    }

    @Test
    void aTornLog_holdsWhatWasWrittenBeforeTheTear_andNoTransactionByHalf() throws Exception {
        long beyond = 0;
        try (Tally tally = new Tally(Chapter.SQLITE, "write-ahead log torn")) {
            for (int cut = 0; cut < CUTS; cut++) {
                if (cut % CUTS_OF_A_LOG == 0) {
                    writeAndKill(cut / CUTS_OF_A_LOG % 2 == 0 ? 1 : 8, 1 + random.nextInt(MOST_WRITES_BEFORE));
                    tally.calls(writes.all().size());
                }
                tally.run();
                tally.faults(1);
                int from = random.nextInt(log.length);
                beyond += writes.all().size() - writes.within(from).size();
                long lost = lostOf(Damage.values()[cut % Damage.values().length].of(log, from, random), from);
                tally.lost(lost);
                assertThat(lost).isZero();
            }
            tally.remark("cut off, zeroed, overwritten or one bit flipped from a random byte on");
            tally.remark("%,d acknowledged writes lay beyond".formatted(beyond));
        }
        assertThat(beyond).isPositive();
    }

    @Test
    void control_aLogThatLostMoreThanItSays_isSeen() throws Exception {
        writeAndKill(1, 100);
        assertThat(lostOf(log, log.length)).isZero();
        assertThat(lostOf(Arrays.copyOf(log, log.length / 2), log.length)).isPositive();
    }

    private void writeAndKill(int threads, int lines) throws Exception {
        this.threads = threads;
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(Path.of(file + suffix));
        }
        Storage.open("sqlite:" + file).close(); // the tables are in the file itself, not in the log
        writes = NumberedWrites.of(KilledWriter.linesOf(lines, directory, NumberingWriter.class, file, threads));
        log = Files.readAllBytes(Path.of(file + "-wal"));
    }

    /** How many are not there, of the acknowledged writes whose part of the log ended before the first byte that is not whole. */
    private long lostOf(byte[] torn, int whole) throws Exception {
        Files.deleteIfExists(Path.of(copy + "-shm"));
        Files.deleteIfExists(copy);
        Files.copy(file, copy);
        Files.write(Path.of(copy + "-wal"), torn);
        long lost;
        try (Storage storage = Storage.open("sqlite:" + copy)) {
            NumberedWrites.assertPrefixIn(storage, threads);
            lost = NumberedWrites.missing(writes.within(whole), storage);
            storage.keyValues().namespace("after").record("r").put("k", "written again");
        }
        assertThat(PlainSql.ask(copy, "PRAGMA integrity_check")).containsExactly("ok");
        return lost;
    }
}
