package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.ApplyOutcome;
import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.Storage;
import dev.coffer.storage.sqlite.PlainSql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that applies work once is killed, and started again with the same keys for all that it had not acknowledged. */
class RestartedCallerTest {
    private static final int PIECES = Extent.of(1_000, 10_000);
    private static final int KILLS = Extent.of(5, 30);

    @TempDir
    Path directory;

    private final Random random = new Random();
    private final Set<String> left = new TreeSet<>();
    private long appliedBefore;

    @Test
    void workOfAKilledProcess_isAppliedExactlyOnce_byTheNext() throws Exception {
        Path file = directory.resolve("once.db");
        IntStream.range(0, PIECES).mapToObj(Integer::toString).forEach(left::add);
        Instant madeAt = Instant.now();

        try (Tally tally = new Tally(Chapter.EXACTLY_ONCE, "applyOnce on SQLite, process killed and restarted")) {
            for (int kill = 0; !left.isEmpty(); kill++) {
                int pieces = kill < KILLS ? 1 + random.nextInt(1 + 2 * left.size() / (KILLS - kill + 1)) : PIECES;
                tally.run();
                tally.faults(kill < KILLS ? 1 : 0);
                tally.calls(applyAndKill(file, pieces, madeAt));
            }
            tally.remark("%,d pieces of work from 8 threads, each with the same key until it is acknowledged"
                    .formatted(PIECES));
            tally.remark("%,d had been applied by a process that was killed before it could say so"
                    .formatted(appliedBefore));

            long lost = wrongPieces(file);
            tally.lost(lost);
            assertThat(lost).isZero();
            assertThat(PlainSql.ask(file, "PRAGMA integrity_check")).containsExactly("ok");
        }
    }

    /** Returns the number of calls that were acknowledged. */
    private int applyAndKill(Path file, int pieces, Instant madeAt) throws Exception {
        Path list = Files.write(directory.resolve("left"), left);
        List<String[]> acknowledged =
                KilledWriter.linesOf(pieces, directory, OnceApplyingProcess.class, file, list, madeAt).stream()
                        .filter(line -> line.endsWith(".") && !line.equals(KilledWriter.END))
                        .map(line -> line.substring(0, line.length() - 1).split(" ", -1))
                        .toList();
        acknowledged.forEach(words -> left.remove(words[0]));
        appliedBefore += acknowledged.stream()
                .filter(words -> words[1].equals(ApplyOutcome.ALREADY_APPLIED.name()))
                .count();
        return acknowledged.size();
    }

    /** How many were applied never or more than once, by the piece or by the counter of all. */
    private static long wrongPieces(Path file) {
        try (Storage storage = Storage.open("sqlite:" + file)) {
            KeyValueNamespace namespace = storage.keyValues().namespace(OnceApplyingProcess.NAMESPACE);
            String counted = namespace
                    .record(OnceApplyingProcess.COUNTER)
                    .getText(OnceApplyingProcess.COUNTER)
                    .orElse("0");
            Map<String, String> applied = new HashMap<>();
            namespace
                    .record(OnceApplyingProcess.PIECES)
                    .getAll()
                    .forEach((piece, item) -> applied.put(piece, item.text()));
            long wrong = IntStream.range(0, PIECES)
                    .filter(piece -> !"1".equals(applied.get(Integer.toString(piece))))
                    .count();
            return wrong + Math.abs(Long.parseLong(counted) - PIECES) + Math.abs(applied.size() - PIECES);
        }
    }
}
