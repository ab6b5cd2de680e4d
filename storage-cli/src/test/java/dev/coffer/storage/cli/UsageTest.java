package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wrong with the arguments: exit code 2, before anything is done. */
class UsageTest {
    private static final String SECRET = "S3CRET";

    private final Cli cli = new Cli();

    private Result misused(String... arguments) {
        Result result = cli.run(arguments);
        assertThat(result.code()).as(result.all()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("coffer: ");
        return result;
    }

    @Test
    void noCommand_andAnUnknownOne() {
        assertThat(misused().err()).contains("--help");
        misused("copy");
        misused("schema");
        assertThat(misused("audit", "verify", "--at", "sqlite:a.db").err())
                .startsWith("coffer: there is no command 'audit'\n")
                .doesNotContain("--from");
        assertThat(misused("nonsense", "doctor").err()).startsWith("coffer: there is no command 'nonsense'\n");
    }

    @Test
    void missingAndUnknownOptions() {
        assertThat(misused("migrate", "--from", "sqlite:a.db").err()).contains("--to", "'coffer migrate --help'");
        assertThat(misused("verify", "--from", "sqlite:a.db", "--to", "sqlite:b.db", "--resume")
                        .err())
                .contains("--resume");
        misused("migrate", "--from", "sqlite:a.db", "--to", "sqlite:b.db", "--jobs", "many");
        assertThat(misused("migrate", "--from", "sqlite:a.db", "--to", "sqlite:b.db", "--jobs", "0")
                        .err())
                .contains("--jobs");
        assertThat(misused("migrate", "--from", "sqlite:a.db", "--to", "sqlite:b.db", "--resume", "--restart")
                        .err())
                .contains("--restart cannot be combined with --resume");
    }

    @Test
    void urlThatIsWrong_isNamedByItsOption() {
        assertThat(misused("migrate", "--from", "app.db", "--to", "sqlite:b.db").err())
                .contains("--from: url must begin with a scheme");
        assertThat(misused("verify", "--from", "sqlite:a.db", "--to", "mysql://db/app")
                        .err())
                .contains("--to: url has no provider for 'mysql'", "ndjson, postgresql, sqlite, torii");
        assertThat(misused("migrate", "--from", "postgresql://db/app?colour=red", "--to", "sqlite:b.db")
                        .err())
                .contains("--from: url has the parameter 'colour'");
        assertThat(misused("migrate", "--from", "sqlite:a.db", "--to", "sqlite:b.db", "--to-schema", "A b")
                        .err())
                .contains("--to-schema is for PostgreSQL alone");
        assertThat(misused("verify", "--from", "ndjson:-", "--to", "sqlite:b.db", "--from-schema", "app")
                        .err())
                .contains("--from-schema is for PostgreSQL alone");
        assertThat(misused("schema", "print", "--at", "sqlite:a.db", "--at-schema", "app")
                        .err())
                .contains("--at-schema is for PostgreSQL alone");
        assertThat(misused("migrate", "--from", "sqlite:a.db", "--to", "postgresql://u@db/app", "--to-schema", "A b")
                        .err())
                .contains("--to: schema must be");
        assertThat(misused("migrate", "--quiet", "--from", "sqlite::memory:", "--to", "sqlite:b.db")
                        .err())
                .contains("--from: url must name a file");
    }

    @Test
    void mistypedName_isAnsweredWithTheNearest() {
        assertThat(misused("migrate", "--form", "sqlite:a.db", "--to", "sqlite:b.db")
                        .err())
                .contains("Did you mean --from?");
        assertThat(misused("migrate", "--from=sqlite:a.db", "--to=sqlite:b.db", "--dryrun")
                        .err())
                .contains("Did you mean --dry-run?");
        assertThat(misused("verfy").err()).contains("Did you mean verify?");
        assertThat(misused("migrate", "--from=sqlite:a.db", "--to=sqlite:b.db", "--nothing-like-it")
                        .err())
                .doesNotContain("Did you mean");
    }

    @Test
    void targetThatCanOnlyBeRead_isNone() {
        String torii = "torii:" + Scratchpad.directory().resolve("torii.db");
        assertThat(misused("migrate", "--quiet", "--from", Samples.dump(Samples.USER), "--to", torii)
                        .err())
                .contains("--to: url names a database of Torii, which is only read");
    }

    @Test
    void secretsInMisplacedArguments_areNotRepeated() {
        String url = "postgresql://ada:" + SECRET + "@127.0.0.1/app";
        for (List<String> arguments : List.of(
                List.of(url),
                List.of("migrate", url),
                List.of("migrate", "--form", url),
                List.of("migrate", "--form=" + url, "--to", url),
                List.of("migrate", "--from", "sqlite:a.db", "--to", url, url),
                List.of("migrate", "--from", "sqlite:a.db", "--to", url, "--jobs", url),
                List.of("migrate", "--from", "sqlite:a.db", "--to", "postgresql://ada:" + SECRET + "@:@127.0.0.1/app"),
                List.of("migrate", "--from", "sqlite:a.db", "--to", "ada:" + SECRET + "@127.0.0.1/app"),
                List.of("migrate", "--from", "sqlite:a.db", "--to", "postgresql://127.0.0.1/app?passwort=" + SECRET),
                List.of("schema", "print", url))) {
            assertThat(misused(arguments.toArray(String[]::new)).err())
                    .as(String.join(" ", arguments))
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void backup_wantsASourceAndADirectory_orAFileToCheck() {
        String directory = Scratchpad.directory().toString();
        assertThat(misused("backup", "--to", directory).err()).contains("--from is needed");
        assertThat(misused("backup", "--from", "sqlite:a.db").err()).contains("--to is needed");
        assertThat(misused("backup", "--check", "x.ndjson.gz", "--to", directory)
                        .err())
                .contains("--check cannot be combined with --from and --to");
        assertThat(misused("backup", "--from", "sqlite:a.db", "--to", directory, "--keep-daily", "0")
                        .err())
                .contains("--keep-");
        assertThat(misused("backup", "--from", "sqlite:a.db", "--to", directory, "--keep-last", "-1")
                        .err())
                .contains("--keep-");
        misused("backup", "--from", "sqlite:a.db", "--to", directory, "--keep-weekly", "some");
        assertThat(misused("restore", "--from", directory).err()).contains("--to");
        assertThat(Backed.files(Path.of(directory))).isEmpty();
    }

    @Test
    void keys_thatAreNone_areNotShown() {
        AgePair keys = AgePair.generate();
        String directory = Scratchpad.directory().toString();
        String identity = keys.identity();
        Path wrong = Scratchpad.file("wrong.txt", "# a comment", identity, identity.replace("AGE-", "AGF-"));
        for (List<String> arguments : List.of(
                List.of("--recipient", identity),
                List.of("--recipient", keys.recipient() + "x"),
                List.of("--recipients-file", wrong.toString()))) {
            assertThat(misused(Backed.arguments(
                                    arguments.toArray(String[]::new),
                                    "backup",
                                    "--from",
                                    "sqlite:a.db",
                                    "--to",
                                    directory))
                            .err())
                    .contains(arguments.get(0))
                    .doesNotContain(identity.substring(identity.length() - 20));
        }
        assertThat(misused("restore", "--from", "x.gz.age", "--to", "sqlite:a.db", "--identity", wrong.toString())
                        .err())
                .contains("--identity, line 3")
                .doesNotContain(identity.substring(identity.length() - 20));
        misused("restore", "--from", "x.gz.age", "--to", "sqlite:a.db", "--identity", "/nowhere/key.txt");
    }

    @Test
    void argumentsOfFiles_areNotReadAsOptions() {
        Path file = Scratchpad.write(cli.directory().resolve("arguments"), "--version");
        assertThat(misused("@" + file).err()).contains("@");
    }

    @Test
    void rejects_areWrittenOverNoneOfTheOtherFiles() {
        String source = Samples.dump(Samples.USER);
        String sqlite = Samples.freshSqlite();
        assertThat(cli.run("migrate", "--from", source, "--to", sqlite).code()).isZero();
        String target = Samples.freshSqlite();
        String file = Samples.file(sqlite).toString();
        for (String option : List.of("--rejects", "--report")) {
            assertThat(misused("migrate", "--from", sqlite, "--to", target, option, file)
                            .err())
                    .contains(option);
            assertThat(misused("migrate", "--from", "jdbc:" + sqlite + "?mode=ro", "--to", target, option, file)
                            .err())
                    .contains(option);
            assertThat(misused(
                                    "migrate",
                                    "--from",
                                    source,
                                    "--to",
                                    target,
                                    option,
                                    Samples.file(source).toString())
                            .err())
                    .contains(option);
            assertThat(misused(
                                    "migrate",
                                    "--from",
                                    source,
                                    "--to",
                                    target,
                                    option,
                                    Samples.file(target).toString())
                            .err())
                    .contains(option);
        }
        misused("migrate", "--from", source, "--to", target, "--rejects", "both.json", "--report", "both.json");
        assertThat(Samples.file(target)).doesNotExist();
        assertThat(cli.run("verify", "--from", source, "--to", sqlite).code()).isZero();
    }

    @Test
    void outputFiles_thatCannotBeWritten_areSaidSoBeforeTheWork() {
        String source = Samples.dump(Samples.USER);
        String target = Samples.freshSqlite();
        for (String option : List.of("--rejects", "--report")) {
            misused("migrate", "--from", source, "--to", target, option, "/nowhere/at/all.json");
            misused(
                    "migrate",
                    "--from",
                    source,
                    "--to",
                    target,
                    option,
                    cli.directory().toString());
        }
        assertThat(Files.exists(Samples.file(target))).isFalse();
    }

    @Test
    void nobodyIsAskedForAPassword_beforeTheRestIsRight() {
        String postgres = "postgresql://ada@127.0.0.1:1/app";
        misused("migrate", "--from", postgres, "--to", "nosuch:x");
        misused("migrate", "--from", postgres, "--to", postgres, "--rejects", "/nowhere/at/all.json");
        misused("verify", "--from", postgres, "--to", postgres, "--report", "/nowhere/at/all.json");
        assertThat(cli.prompts()).isEmpty();
    }

    @Test
    void help_andVersion_areNoMisuse() {
        for (List<String> arguments : List.of(
                List.of("--help"),
                List.of("help"),
                List.of("help", "migrate"),
                List.of("migrate", "--help"),
                List.of("verify", "--help"),
                List.of("schema", "--help"),
                List.of("backup", "--help"),
                List.of("restore", "--help"),
                List.of("schema", "print", "--help"),
                List.of("--version"))) {
            Result result = cli.run(arguments.toArray(String[]::new));
            assertThat(result.code()).isZero();
            assertThat(result.out()).contains("coffer");
            assertThat(result.err()).isEmpty();
        }
        assertThat(cli.run("migrate", "--help").out())
                .contains(
                        "--from=URL",
                        "--dry-run",
                        "--resume",
                        "--rejects=FILE",
                        "--report=FILE.json",
                        "--jobs=N",
                        "--quiet")
                .contains("PGPASSWORD", "every record arrived")
                .contains("5 interrupted, can be resumed");
    }

    @Test
    void helpOfBackups_tellsWhatAppliesToThem() {
        for (String command : List.of("backup", "restore")) {
            assertThat(cli.run(command, "--help").out())
                    .contains("URLs:\n  sqlite:FILE ", "\n  postgresql://", "PGPASSWORD", "Exit codes: 0 ")
                    .doesNotContain("torii", "ndjson", "resume");
        }
    }
}
