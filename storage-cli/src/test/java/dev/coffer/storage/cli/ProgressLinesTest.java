package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.migrate.MigrationListener.Step;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
    private final AtomicLong now = new AtomicLong();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ProgressLines lines = new ProgressLines(Cli.printer(err), now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void step_hasALineAtItsBeginAndAtItsEnd() {
        lines.begins(Step.READING, -1);
        pass(Duration.ofSeconds(3));
        lines.begins(Step.COPYING, 20_000);
        lines.advances(20_000);
        pass(Duration.ofSeconds(4));
        lines.close();
        lines.close();
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "Reading the source",
                        "Reading the source: 0:00:03",
                        "Copying: 20,000 records",
                        "Copying: 20,000 records in 0:00:04");
    }

    @Test
    void longStep_hasALineEveryTenSeconds_withRateAndRemainingTime() {
        lines.begins(Step.VERIFYING, 1_000_000);
        for (int i = 0; i < 25; i++) {
            pass(Duration.ofSeconds(1));
            lines.advances(10_000);
        }
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "Verifying: 1,000,000 records",
                        "Verifying: 100,000 of 1,000,000, 10,000/s, 0:01:30 left",
                        "Verifying: 200,000 of 1,000,000, 10,000/s, 0:01:20 left");
    }
}
