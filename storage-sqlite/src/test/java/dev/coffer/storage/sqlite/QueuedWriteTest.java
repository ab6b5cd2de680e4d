package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.UnknownOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QueuedWriteTest {
    @Test
    void workThatRan_butOfWhoseCommitNobodyToldAnything_isNotAcknowledged() throws Exception {
        try (SqliteConnection connection = SqliteConnection.inMemory()) {
            QueuedWrite<String> write = QueuedWrite.of(open -> "done", Duration.ZERO);
            write.run(connection);
            Failure.of(UnknownOutcome.class, Retry.IF_IDEMPOTENT, Outcome.UNKNOWN, write::outcome);

            write.committed();
            assertThat(write.outcome()).isEqualTo("done");
        }
    }
}
