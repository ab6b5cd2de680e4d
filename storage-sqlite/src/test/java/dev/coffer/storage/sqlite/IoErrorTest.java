package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValue;
import dev.coffer.storage.Storage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The system refuses to write to a file in the midst of its work. */
class IoErrorTest {
    private static final int BYTES_OF_A_FILE = 2 * 1024 * 1024;

    @TempDir
    Path directory;

    @Test
    void ioError_whileCommitting_isUnknown_andBeforeTheCommit_isRolledBack() throws Exception {
        Path file = directory.resolve("app.db");
        List<String> answers = answersOfAWriter(file);

        int written = answers.size() - 5;
        assertThat(written).isGreaterThan(10);
        assertThat(answers.subList(0, written)).allMatch(answer -> answer.endsWith(": done"));
        assertThat(answers.subList(written, answers.size()))
                .containsExactly(
                        "put " + written + ": UnknownOutcome IF_IDEMPOTENT UNKNOWN",
                        "in a transaction: UnknownOutcome IF_IDEMPOTENT UNKNOWN",
                        "large: TransactionRolledBack TRANSACTION NOT_APPLIED",
                        "large in a transaction: TransactionRolledBack TRANSACTION NOT_APPLIED",
                        "read: done");
        assertThat(PlainSql.ask(file, "PRAGMA integrity_check")).containsExactly("ok");
        assertEachAcknowledgedWriteIsThere(file, written);
    }

    private List<String> answersOfAWriter(Path file) throws InterruptedException {
        try (ChildJvm child = ChildJvm.startWithFilesOf(BYTES_OF_A_FILE, directory, FillingWriter.class, file)) {
            return child.finish();
        }
    }

    private static void assertEachAcknowledgedWriteIsThere(Path file, int written) {
        try (Storage storage = Storage.open("sqlite:" + file)) {
            KeyValue small = FillingWriter.record(storage).get("small").orElseThrow();
            assertThat(small.version()).isBetween((long) written, written + 1L);
            assertThat(FillingWriter.record(storage).count()).isEqualTo(1);
        }
    }
}
