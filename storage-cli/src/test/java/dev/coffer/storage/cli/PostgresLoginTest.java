package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.postgres.PasswordServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Where user name and password come from, on a server that asks for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresLoginTest {
    private final Cli cli = new Cli();
    private PasswordServer server;
    private String withPassword;
    private String url;
    private String user;
    private String place;

    @BeforeAll
    void start() {
        server = new PasswordServer();
        withPassword = server.freshUrl();
        url = withPassword.replace(":test@", "@");
        user = withPassword.replaceAll("postgresql://([^:]*):.*", "$1");
        place = withPassword.replaceAll(".*@(.*):(\\d+)/(.*)", "$1:$2:$3");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Result open(Cli around, String at) {
        Result result = around.run("schema", "migrate", "--at", at);
        assertThat(result.all()).doesNotContain("test@", "wrong", "s3cret");
        return result;
    }

    private Cli passwordFile(Cli around, String... lines) {
        Path file = Scratchpad.write(around.home().resolve(".pgpass"), lines);
        Scratchpad.permit(file, "rw-------");
        return around;
    }

    @Test
    void passwordInTheUrl_works_withAWarning() {
        Result result = open(cli, withPassword);
        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("warning: the URL of --at has a password in it", "PGPASSWORD");
    }

    @Test
    void noPasswordAnywhere_isDenied_sayingWhereTheyComeFrom() {
        Result result = open(cli, url);
        assertThat(result.code()).isEqualTo(4);
        assertThat(result.err()).contains("PGPASSWORD, ~/.pgpass or a prompt");
    }

    @Test
    void variable_comesBeforeTheFile_andTheFileBeforeThePrompt() {
        Cli around = passwordFile(new Cli().with("PGPASSWORD", "test").typing("wrong"), "*:*:*:*:wrong");
        assertThat(open(around, url).code()).isZero();
        assertThat(open(around.with("PGPASSWORD", "wrong"), url).code()).isEqualTo(4);
        passwordFile(around.with("PGPASSWORD", ""), place + ":" + user + ":test");
        assertThat(open(around, url).code()).isZero();
        assertThat(around.prompts()).isEmpty();
    }

    @Test
    void passwordInTheUrl_comesBeforeAllElse() {
        Cli around = passwordFile(new Cli().with("PGPASSWORD", "wrong"), "*:*:*:*:wrong");
        assertThat(open(around, withPassword).code()).isZero();
    }

    @Test
    void passwordFile_mayBeElsewhere() {
        Path file = Scratchpad.permit(Scratchpad.file("passwords", "*:*:*:*:test"), "rw-------");
        Cli around = passwordFile(new Cli().with("PGPASSFILE", file.toString()), "*:*:*:*:wrong");
        assertThat(open(around, url).code()).isZero();
    }

    @Test
    void passwordFile_thatIsOpenToOthers_isIgnored() {
        Cli around = new Cli();
        Scratchpad.permit(Scratchpad.write(around.home().resolve(".pgpass"), "*:*:*:*:test"), "rw-r--r--");
        Result result = open(around, url);
        assertThat(result.code()).isEqualTo(4);
        assertThat(result.err()).contains("warning: the password file", "is ignored");
    }

    @Test
    void passwordFile_knowsTwoServersApart() {
        String other = place.replaceAll(":\\d+:", ":1:");
        Cli around = passwordFile(new Cli(), other + ":" + user + ":wrong", place + ":" + user + ":test");
        assertThat(open(around, url).code()).isZero();
    }

    @Test
    void database_thatIsNotNamed_isThatOfTheUser() {
        Cli around = passwordFile(new Cli(), "*:*:postgres:*:wrong", "*:*:" + user + ":*:test");
        assertThat(open(around, url.replaceAll("/[^/]*$", "")).err()).contains("there is no database of this name");
    }

    @Test
    void userWhoIsNotNamed_isThatOfTheVariable_elseOfTheSystem() {
        String nobody = url.replaceAll("//.*@", "//");
        Cli around = passwordFile(new Cli().with("PGUSER", user), "*:*:*:" + user + ":test");
        assertThat(open(around, nobody).code()).isZero();
        Cli systems = new Cli().typing("wrong");
        assertThat(open(systems, nobody).code()).isEqualTo(4);
        assertThat(systems.prompts()).startsWith("Password of system-user at ");
    }

    @Test
    void prompt_comesLast_andNamesTheOption() {
        Cli around = new Cli().typing("test");
        assertThat(open(around, url).code()).isZero();
        assertThat(around.prompts())
                .isEqualTo("Password of " + user + " at " + place.replaceAll(":[^:]*$", "") + " (--at): ");
    }

    @Test
    void twoServers_areBothAskedFor() {
        String other = server.freshUrl().replace(":test@", "@");
        Cli around = new Cli().typing("test");
        assertThat(around.run("schema", "migrate", "--at", url).code()).isZero();
        Result result = around.run("migrate", "--from", url, "--to", other);
        assertThat(result.code()).as(result.all()).isZero();
        assertThat(around.prompts()).contains("(--from): ", "(--to): ");
    }

    @Test
    void wrongPassword_isDenied_andShownNowhere() {
        Path report = cli.directory().resolve("report.json");
        for (String secret : new String[] {"s3cret", "s3%63ret"}) {
            String wrong = withPassword.replace(":test@", ":" + secret + "@");
            Result source =
                    cli.run("migrate", "--from", wrong, "--to", Samples.freshSqlite(), "--report", report.toString());
            assertThat(source.code()).isEqualTo(3);
            Result target = cli.run(
                    "migrate",
                    "--from",
                    Samples.dump(Samples.USER),
                    "--to",
                    wrong,
                    "--debug",
                    "--report",
                    report.toString());
            assertThat(target.code()).isEqualTo(4);
            assertThat(source.all() + target.all() + Scratchpad.read(report)).doesNotContain("s3cret", secret);
        }
    }

    @Test
    void passwordInTheUrl_isInNoResultEither() {
        String source = server.freshUrl();
        Samples.fill(source, 2);
        Path report = cli.directory().resolve("report.json");
        for (String[] command : new String[][] {
            {"migrate", "--from", source, "--to", server.freshUrl(), "--report", report.toString()},
            {"migrate", "--from", source, "--to", source},
            {"migrate", "--from", source, "--to", Samples.sqlite(1)},
            {"verify", "--from", source, "--to", Samples.sqlite(1), "--report", report.toString()},
        }) {
            Result result = cli.run(command);
            assertThat(result.all() + Scratchpad.read(report)).doesNotContain(":test@", "password=");
        }
    }
}
