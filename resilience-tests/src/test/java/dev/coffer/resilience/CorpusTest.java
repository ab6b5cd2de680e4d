package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the fuzzer starts from, and what it has found: no exception but those that are promised, no hang, no heap full. */
class CorpusTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final long FREE_BYTES = 64 << 20;
    private static final long BYTES_A_BYTE = 4_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TestFactory
    Stream<DynamicTest> corpus_isTakenOrRefused() {
        return Stream.of(FuzzTarget.values()).map(target -> dynamicTest(target.toString(), () -> runCorpus(target)));
    }

    private static void runCorpus(FuzzTarget target) throws IOException {
        HostileCalls.forget();
        long mostBytes = 0;
        Duration slowest = Duration.ZERO;
        try (Tally tally = new Tally(Chapter.HOSTILE_INPUT, "Corpus of " + target)) {
            for (Path input : target.inputs()) {
                tally.run();
                tally.faults(1);
                byte[] data = Files.readAllBytes(input);
                Cost cost = run(target, data, input);
                assertThat(cost.bytes()).as("bytes for %s", input).isLessThan(FREE_BYTES + BYTES_A_BYTE * data.length);
                mostBytes = Math.max(mostBytes, cost.bytes());
                slowest = cost.time().compareTo(slowest) > 0 ? cost.time() : slowest;
            }
            HostileCalls.tell(tally);
            tally.remark("slowest %,d ms".formatted(slowest.toMillis()));
            tally.remark("most %,d KiB allocated by one".formatted(mostBytes >> 10));
            assertThat(target.inputs()).hasSizeGreaterThan(9);
        }
    }

    /** What one input took of its thread. */
    private record Cost(long bytes, Duration time) {}

    private static Cost run(FuzzTarget target, byte[] data, Path input) {
        CompletableFuture<Cost> run = CompletableFuture.supplyAsync(() -> {
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            long begin = System.nanoTime();
            target.run(data);
            return new Cost(
                    THREADS.getCurrentThreadAllocatedBytes() - bytes, Duration.ofNanos(System.nanoTime() - begin));
        });
        assertThat(run).as(input.toString()).succeedsWithin(LONGEST);
        return run.join();
    }

    /** The control. */
    @Test
    void call_withAnotherException_isAFinding() {
        assertThatThrownBy(() -> HostileCalls.attempt(() -> Integer.valueOf("x")))
                .isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> HostileCalls.demand(false, "what is not so"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("what is not so");
    }
}
