package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Storage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MigrateCommandTest {
    private static final String DOUBLE = Samples.user(2, "ADA@example.org", "");
    private static final String ARGON = Samples.user(
            3,
            "bob@example.org",
            "\"passwordHash\":\"$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b7cC0ZSAdkgmbDjhVfT7PA0lfQ\",");

    private final Cli cli = new Cli();
    private final String target = Samples.freshSqlite();

    private Result migrate(String from, String... more) {
        String[] arguments = new String[5 + more.length];
        System.arraycopy(new String[] {"migrate", "--from", from, "--to", target}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return cli.run(arguments);
    }

    @Test
    void allArrived_isToldInATable_withExitCode0() {
        Result result = migrate(Samples.dump(Samples.USER, Samples.SESSION, Samples.ITEM));
        assertThat(result.code()).as(result.all()).isZero();
        assertThat(result.out().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly(
                        "read arrived rejected",
                        "users 1 1 0",
                        "sessions 1 1 0",
                        "tokens 0 0 0",
                        "key-values 1 1 0",
                        "Verified: 3 records are the same on both sides.");
        assertThat(result.err()).contains("Copying: 3 records", "Verifying: 3 records");
        assertThat(cli.directory()).isEmptyDirectory();
    }

    @Test
    void rejected_isNamed_withExitCode1_andGoesInOnceItIsMended() {
        Result result = migrate(Samples.dump(Samples.USER, DOUBLE, Samples.ITEM));
        assertThat(result.code()).isEqualTo(1);
        Path rejects = cli.directory().resolve("coffer-rejects.ndjson");
        assertThat(result.out())
                .contains("rejected: user id=\"0190a6c0-0000-7000-8000-000000000002\" (line 2): email ")
                .contains("Rejected records are in " + rejects)
                .contains("java -jar coffer.jar migrate --from ndjson:" + rejects + " --to " + target + " --rejects "
                        + cli.directory().resolve("still-bad.ndjson") + " --resume\n");
        Scratchpad.write(rejects, Scratchpad.read(rejects).strip().replace("ADA@", "ida@"));
        Result mended = migrate("ndjson:" + rejects, "--resume");
        assertThat(mended.code()).as(mended.all()).isZero();
        assertThat(cli.directory()).isDirectoryContaining(rejects::equals).isDirectoryNotContaining("glob:**-2.ndjson");
        try (Storage storage = Storage.open(target)) {
            assertThat(storage.users().count()).isEqualTo(2);
        }
    }

    @Test
    void quiet_showsTheResultAndNoProgress() {
        Result result = migrate(Samples.dump(Samples.USER), "--quiet");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("Verified");
    }

    @Test
    void dryRun_namesEveryRow_writesNothing_andExitsAsTheRealRun() {
        StringBuilder lines = new StringBuilder(Samples.USER);
        for (int i = 0; i < 1_500; i++) {
            lines.append('\n').append(Samples.item("n", "i", "bad\\u0000" + i));
        }
        String dump = Samples.dump(lines.toString());
        Result dry = migrate(dump, "--dry-run");
        assertThat(dry.code()).isEqualTo(1);
        assertThat(dry.out()
                        .lines()
                        .filter(line ->
                                line.startsWith("rejected: keyValue namespace=\"n\" id=\"i\" key=\"bad\\u0000")))
                .hasSize(1_500)
                .doesNotHaveDuplicates()
                .allMatch(line -> line.matches(".* \\(line \\d+\\): key .*"));
        assertThat(dry.out()).contains("would arrive");
        assertThat(Samples.file(target)).doesNotExist();
        assertThat(cli.directory()).isEmptyDirectory();

        Result real = migrate(dump);
        assertThat(real.code()).isEqualTo(1);
        assertThat(real.out()).contains("and 1,480 more");
        assertThat(real.out().lines().filter(line -> line.startsWith("rejected:")))
                .hasSize(20);
        assertThat(cli.directory().resolve("coffer-rejects.ndjson").toFile())
                .content()
                .hasLineCount(1_500);
    }

    @Test
    void dryRun_ofAGoodSource_exitsWith0_andOfARefusedTarget_with4() {
        String dump = Samples.dump(Samples.USER);
        assertThat(migrate(dump, "--dry-run").code()).isZero();
        assertThat(migrate(dump).code()).isZero();
        assertThat(migrate(dump, "--dry-run").code()).isEqualTo(4);
        assertThat(migrate(dump).code()).isEqualTo(4);
    }

    @Test
    void dryRun_withRejects_writesTheFileToo() {
        Path rejects = cli.directory().resolve("r.ndjson");
        Result result = migrate(Samples.dump(Samples.USER, DOUBLE), "--dry-run", "--rejects", rejects.toString());
        assertThat(result.out()).contains("rejected: user");
        assertThat(rejects).content().contains("ADA@example.org");
        assertThat(Samples.file(target)).doesNotExist();
    }

    @Test
    void keysThatATerminalWouldObey_areEscaped() {
        Result result = migrate(Samples.dump(Samples.item("\\u001b[2J\\u0000", "i", "k")), "--dry-run");
        assertThat(result.out()).contains("namespace=\"\\u001b[2J\\u0000\"");
        assertThat(result.all()).doesNotContain("\u001b");
    }

    @Test
    void defaultRejects_areNeverWrittenOverAFile() {
        Path first = Scratchpad.write(cli.directory().resolve("coffer-rejects.ndjson"), "mine");
        assertThat(migrate(Samples.dump(Samples.USER, DOUBLE)).out()).contains("coffer-rejects-2.ndjson");
        assertThat(first).hasContent("mine");
        assertThat(migrate(Samples.dump(Samples.user(4, "ada@EXAMPLE.org", "")), "--resume")
                        .out())
                .contains("coffer-rejects-3.ndjson");
        assertThat(first).hasContent("mine");
    }

    @Test
    void rejectsThatStayBad_goWhereNothingIs() {
        Result first = migrate(Samples.dump(Samples.USER, DOUBLE));
        Scratchpad.write(cli.directory().resolve("still-bad.ndjson"), "mine");
        String rejects = "ndjson:" + cli.directory().resolve("coffer-rejects.ndjson");
        assertThat(first.out()).contains("/still-bad.ndjson --resume\n");
        Result again = migrate(rejects, "--resume");
        assertThat(again.out())
                .contains("--from ndjson:" + cli.directory().resolve("coffer-rejects-2.ndjson"))
                .contains("/still-bad-2.ndjson --resume\n");
    }

    @Test
    void intoADump_nothingIsSaidOfResuming() {
        String dump = "ndjson:" + cli.directory().resolve("dump.ndjson");
        Result result = cli.run("migrate", "--from", Samples.dump(Samples.USER, DOUBLE), "--to", dump);
        assertThat(result.out()).contains("Rejected records are in ").doesNotContain("resume");
        Result full = cli.run(
                "migrate", "--from", Samples.dump(Samples.USER, DOUBLE), "--to", dump + "2", "--rejects", "/dev/full");
        assertThat(full.code()).isEqualTo(5);
        assertThat(full.err())
                .contains("To begin anew: java -jar coffer.jar migrate")
                .doesNotContain("resume");
    }

    @Test
    void usersWhoMustResetTheirPassword_areCounted() {
        Result result = migrate(Samples.dump(Samples.USER, ARGON));
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("1 user has a password hash that is not bcrypt");
    }

    @Test
    void report_isJson_withTheDocumentedNames() {
        Path report = cli.directory().resolve("report.json");
        migrate(
                Samples.dump(Samples.USER, DOUBLE, ARGON, Samples.SESSION, Samples.ITEM),
                "--report",
                report.toString());
        String json = Scratchpad.read(report);
        assertThat(json.replaceAll("\\s+", " "))
                .startsWith(
                        "{ \"command\" : \"migrate\", \"exitCode\" : 1, \"outcome\" : \"different\", \"source\" : \"ndjson:")
                .contains("\"dryRun\" : false")
                .containsPattern("\"seconds\" : \\d+\\.\\d{3},")
                .contains("{ \"kind\" : \"user\", \"read\" : 3, \"arrived\" : 2, \"rejected\" : 1 }")
                .contains("{ \"kind\" : \"keyValue\", \"read\" : 1, \"arrived\" : 1, \"rejected\" : 0 }")
                .contains("\"rejectsFile\" : \"" + cli.directory().resolve("coffer-rejects.ndjson") + "\"")
                .contains(
                        "\"rejections\" : [ { \"kind\" : \"user\", \"key\" : { \"id\" : \"0190a6c0-0000-7000-8000-000000000002\", \"lineNumber\" : 2 }, \"field\" : \"email\", \"problem\" : ")
                .contains("\"mustReset\" : 1, \"mustResetIds\" : [ \"0190a6c0-0000-7000-8000-000000000003\" ]")
                .contains("\"verification\" : { \"same\" : true,")
                .containsPattern(
                        "\"kind\" : \"session\", \"source\" : 1, \"target\" : 1, \"sourceDigest\" : \"[0-9a-f]{64}\"")
                .doesNotContain("argon2id");
    }

    @Test
    void report_tellsOfFailuresToo() {
        Path report = cli.directory().resolve("report.json");
        assertThat(migrate("sqlite:/nowhere/app.db", "--report", report.toString())
                        .code())
                .isEqualTo(3);
        assertThat(Scratchpad.read(report).replaceAll("\\s+", " "))
                .contains("\"exitCode\" : 3, \"outcome\" : \"sourceUnreadable\", \"message\" : \"");
    }

    @Test
    void onATerminal_aBarShowsRateAndRemainingTime() {
        cli.onTerminal(100);
        Result result = migrate(Samples.dump(Samples.USER, Samples.ITEM));
        assertThat(result.code()).isZero();
        assertThat(result.err())
                .contains("\rCopying", "100% [", "2/2 (0:00:00 / ", "/s")
                .doesNotContain("Copying: ");
        assertThat(result.out()).doesNotContain("\r");
    }

    @Test
    void rowsNamedOnATerminal_doNotMixWithTheBar() {
        cli.onTerminal(80);
        Result result = migrate(Samples.dump(Samples.USER, DOUBLE), "--dry-run");
        assertThat(result.out()).contains("rejected: user");
        assertThat(result.err()).contains("\r\u001b[K");
    }
}
