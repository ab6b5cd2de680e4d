package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Dumps from one process to the next. */
class PipeTest {
    @Test
    void recordsGoThroughAPipe() {
        String source = Samples.sqlite(500);
        String target = Samples.freshSqlite();
        List<Result> results = CliProcess.pipe(
                CliProcess.coffer("migrate", "--from", source, "--to", "ndjson:-"),
                CliProcess.coffer("migrate", "--from", "ndjson:-", "--to", target));
        assertThat(results).extracting(Result::code).as(results.toString()).containsExactly(0, 0);
        assertThat(results.get(0).err()).contains("arrived", "users");
        assertThat(results.get(1).out()).contains("Verified: 2,000 records are the same on both sides.");
        assertThat(new Cli().run("verify", "--from", source, "--to", target).code())
                .isZero();
    }

    @Test
    void dumpOnStdout_isTheDumpAlone() {
        Result result = CliProcess.coffer("migrate", "--from", Samples.dump(Samples.USER), "--to", "ndjson:-")
                .run();
        assertThat(result.out().lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("{\"kind\":"))
                .anyMatch(line -> line.contains("\"sha256\""));
        assertThat(result.err()).contains("users").doesNotContain("Verified");
    }

    @Test
    void compressedDumpOnStdin_isNamedAsSuch() throws Exception {
        String zipped = "ndjson:" + Scratchpad.directory().resolve("dump.ndjson.gz");
        assertThat(new Cli()
                        .run("migrate", "--from", Samples.sqlite(1), "--to", zipped)
                        .code())
                .isZero();
        CliProcess command = CliProcess.coffer("migrate", "--from", "ndjson:-", "--to", Samples.freshSqlite());
        Result result = command.end(
                command.builder().redirectInput(Samples.file(zipped).toFile()).start());
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).contains("the dump is compressed: decompress it first");
    }

    @Test
    void pipeOfWhichNothingComes_is3() {
        List<Result> results = CliProcess.pipe(
                CliProcess.coffer("migrate", "--from", "sqlite:none.db", "--to", "ndjson:-"),
                CliProcess.coffer("migrate", "--from", "ndjson:-", "--to", Samples.freshSqlite()));
        assertThat(results).extracting(Result::code).containsExactly(3, 3);
    }
}
