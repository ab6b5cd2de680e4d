package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes write one file at the same time. */
class TwoProcessesTest {
    private static final int SECONDS = 4;

    @TempDir
    Path directory;

    @Test
    void twoProcesses_onOneFile_loseNothingAndFailNowhere() throws InterruptedException {
        Path file = directory.resolve("shared.db");
        Storage.open("sqlite:" + file).close();

        List<Report> reports = new ArrayList<>();
        try (ChildJvm one = ChildJvm.start(directory, List.of(), ContendingWriter.class, file);
                ChildJvm two = ChildJvm.start(directory, List.of(), ContendingWriter.class, file)) {
            List<ChildJvm> both = List.of(one, two);
            for (ChildJvm child : both) {
                assertThat(child.answer()).isEqualTo("ready");
            }
            both.forEach(child -> child.tell(Integer.toString(SECONDS * 1_000)));
            for (ChildJvm child : both) {
                reports.add(Report.of(child.answer()));
                child.finish();
            }
        }
        assertThat(reports)
                .allSatisfy(report -> assertThat(report.commits())
                        .as("commits of one process, each shared by several of its writes")
                        .isPositive()
                        .isLessThan((report.singles() + report.pairs()) * 2 / 3));
        try (Storage storage = Storage.open("sqlite:" + file)) {
            KeyValueRecord counters = ContendingWriter.counters(storage);
            long singles = reports.stream().mapToLong(Report::singles).sum();
            String pairs =
                    Long.toString(reports.stream().mapToLong(Report::pairs).sum());
            assertThat(counters.getText("single")).contains(Long.toString(singles));
            assertThat(counters.getText("left")).contains(pairs);
            assertThat(counters.getText("right")).contains(pairs);
        }
    }

    private record Report(long singles, long pairs, long commits) {
        static Report of(String line) {
            String[] numbers = line.split(" ", -1);
            return new Report(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
        }
    }
}
