package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Storage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A primary is killed while eight threads write, and its replica takes over. */
class FailOverTest {
    private static final int WRITERS = 8;
    private static final int WRITES_BEFORE = 2_000;
    private static final Duration TO_THE_NEW_PRIMARY = Duration.ofSeconds(20);

    private final Random random = new Random();

    @Test
    void synchronousReplication_losesNoAcknowledgedWrite() throws Exception {
        List<Duration> recovered = new ArrayList<>();
        try (Tally tally = new Tally(Chapter.FAIL_OVER, "kill -9 of the primary, synchronous replica promoted")) {
            for (int run = 0; run < Extent.of(2, 10); run++) {
                try (ReplicatedServer servers = ReplicatedServer.synchronous()) {
                    recovered.add(failOver(servers, tally, writers -> Thread.sleep(random.nextInt(200))));
                }
            }
            tally.remark("all writers on the new primary %d ms after its promotion (median), %d ms (worst)"
                    .formatted(
                            recovered.stream()
                                    .sorted()
                                    .toList()
                                    .get(recovered.size() / 2)
                                    .toMillis(),
                            Collections.max(recovered).toMillis()));
            assertThat(tally.lost()).isZero();
            assertThat(recovered).allSatisfy(time -> assertThat(time).isLessThan(TO_THE_NEW_PRIMARY));
        }
    }

    /** The control: what is lost is seen. */
    @Test
    void asynchronousReplication_isSeenToLose() throws Exception {
        try (Tally tally = new Tally(Chapter.FAIL_OVER, "control: the same, asynchronous and some writes behind");
                ReplicatedServer servers = ReplicatedServer.asynchronous()) {
            failOver(servers, tally, writers -> writers.awaitMore(WRITES_BEFORE / 10));
            assertThat(tally.lost()).isPositive();
        }
    }

    /** How long the replica hears nothing before the primary is killed. */
    private interface Stalled {
        void lasts(Writers writers) throws InterruptedException;
    }

    /** Returns how long it took from the promotion until each of the writers had written again. */
    private static Duration failOver(ReplicatedServer servers, Tally tally, Stalled stalled) throws Exception {
        tally.run();
        try (Storage storage = Storage.open(servers.url())) {
            Writes writes = new Writes(storage, tally);
            Writers writers = new Writers(WRITERS, storage, writes);
            writers.awaitWrites(WRITES_BEFORE);
            servers.stallLink();
            stalled.lasts(writers);
            servers.killPrimary();
            tally.faults(1);
            servers.promoteReplica();
            Duration recovered = writers.untilEachHasWritten();
            writers.end();
            tally.lost(writes.lost(storage));
            return recovered;
        }
    }
}
