package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.postgres.PasswordServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The command on a terminal, which {@code script} makes. */
class TerminalTest {
    private static final String BAR = "100% [==";

    @Test
    void progress_isABarOnATerminal_alsoWhereStdoutIsNone() throws Exception {
        CliProcess migration =
                CliProcess.coffer("migrate", "--from", Samples.sqlite(200), "--to", Samples.freshSqlite());
        String shown = typed(migration.onTerminal("> out"), "", "");
        assertThat(shown).contains("\rCopying", BAR, "/s").doesNotContain("Verified");
        assertThat(migration.directory().resolve("out")).content().contains("Verified: 800 records");
    }

    @Test
    void progress_isLinesWhereStderrIsNoTerminal_orADumbOne() throws Exception {
        String source = Samples.sqlite(1);
        CliProcess logged = CliProcess.coffer("migrate", "--from", source, "--to", Samples.freshSqlite());
        assertThat(typed(logged.onTerminal("2> log"), "", ""))
                .contains("Verified")
                .doesNotContain("Copying");
        assertThat(logged.directory().resolve("log"))
                .content()
                .contains("Copying: 4 records\n")
                .doesNotContain("\r");
        CliProcess dumb = CliProcess.coffer("migrate", "--from", source, "--to", Samples.freshSqlite())
                .with("TERM", "dumb");
        assertThat(typed(dumb.onTerminal(""), "", ""))
                .contains("Copying: 4 records")
                .doesNotContain("[==");
    }

    @Test
    void password_isAskedFor_andNotShown() throws Exception {
        try (PasswordServer server = new PasswordServer()) {
            String url = server.freshUrl().replace(":test@", "@");
            CliProcess command = CliProcess.coffer("schema", "migrate", "--at", url);
            String shown = typed(command.onTerminal(""), "(--at): ", "test");
            assertThat(shown)
                    .contains("Password of ", "The tables are of this version now.")
                    .doesNotContain(": test");
        }
    }

    /** Ctrl-C is what the terminal makes a signal of. */
    @Test
    void interruptInsteadOfAPassword_endsWith5() throws Exception {
        CliProcess command = CliProcess.coffer(
                "migrate", "--from", "postgresql://ada@127.0.0.1:1/app", "--to", Samples.freshSqlite());
        ProcessBuilder script = command.onTerminal("; echo exit $?");
        assertThat(typed(script, "(--from): ", "\u0003")).contains("exit 5");
    }

    /** What the terminal shows; once it shows the question, the answer is typed. */
    private static String typed(ProcessBuilder script, String question, String answer)
            throws IOException, InterruptedException {
        Process process = script.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.PIPE)
                .start();
        StringBuilder shown = new StringBuilder();
        byte[] bytes = new byte[8192];
        boolean answered = question.isEmpty();
        try (InputStream output = process.getInputStream()) {
            for (int count = output.read(bytes); count >= 0; count = output.read(bytes)) {
                shown.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
                if (!answered && shown.indexOf(question) >= 0) {
                    answered = true;
                    process.getOutputStream().write((answer + "\n").getBytes(StandardCharsets.UTF_8));
                    process.getOutputStream().flush();
                }
            }
        }
        process.waitFor();
        return shown.toString();
    }
}
