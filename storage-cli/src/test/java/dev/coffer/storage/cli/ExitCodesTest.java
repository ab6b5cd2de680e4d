package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import dev.coffer.storage.postgres.TestServer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a process ends with, each by a thing that happens. */
class ExitCodesTest {
    private final Cli cli = new Cli();

    private Result migrate(String from, String to, String... more) {
        String[] arguments = new String[5 + more.length];
        System.arraycopy(new String[] {"migrate", "--from", from, "--to", to}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return cli.run(arguments);
    }

    private Result verify(String from, String to) {
        return cli.run("verify", "--from", from, "--to", to);
    }

    @Test
    void betweenSqliteAndPostgres_bothWays_is0() {
        String sqlite = Samples.sqlite(50);
        String postgres = TestServer.NEWEST.freshUrl();
        String back = Samples.freshSqlite();
        assertThat(migrate(sqlite, postgres, "--jobs", "2").code()).isZero();
        assertThat(migrate(postgres, back).code()).isZero();
        assertThat(verify(sqlite, back).code()).isZero();
        assertThat(verify(postgres, back).out()).contains("Verified: 200 records are the same on both sides.");
    }

    @Test
    void verify_ofWhatWasAltered_is1_andNamesTheKey() {
        String one = Samples.sqlite(3);
        String other = Samples.freshSqlite();
        assertThat(migrate(one, other).code()).isZero();
        User changed;
        User added;
        try (Storage storage = Storage.open(other)) {
            changed = storage.users().findByEmail("user1@example.org").orElseThrow();
            storage.users().update(changed.id(), UserUpdate.email("other@example.org"));
            added = storage.users().create(NewUser.withEmail("new@example.org"));
            storage.keyValues().namespace("profiles").record("user2").delete("theme");
        }
        Path report = cli.directory().resolve("report.json");
        Result result = cli.run("verify", "--from", one, "--to", other, "--report", report.toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .containsPattern("changed: user id=\"" + changed.id() + "\": email, .*version")
                .contains("unexpected: user id=\"" + added.id() + "\"\n")
                .contains("missing: keyValue namespace=\"profiles\" id=\"user2\" key=\"theme\"\n")
                .endsWith("Not the same: 3 records differ.\n")
                .doesNotContain("Verified");
        assertThat(Scratchpad.read(report).replaceAll("\\s+", " "))
                .contains("\"outcome\" : \"different\"", "\"same\" : false")
                .contains("{ \"key\" : { \"id\" : \"" + added.id()
                        + "\" }, \"what\" : \"unexpected\", \"fields\" : [ ] }")
                .contains(
                        "{ \"key\" : { \"namespace\" : \"profiles\", \"id\" : \"user2\", \"key\" : \"theme\" }, \"what\" : \"missing\"");
    }

    @Test
    void verify_ofASourceWithABadRow_is1_andNamesIt() {
        String good = Samples.dump(Samples.USER);
        String bad = Samples.dump(Samples.USER, Samples.user(2, "no address", ""));
        Result result = verify(bad, good);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .contains("rejected: user id=\"0190a6c0-0000-7000-8000-000000000002\" (line 2): email ")
                .contains("1 record of the source breaks a rule, and cannot arrive anywhere.");
    }

    @Test
    void sourceThatIsNotThere_orNoStorage_orCut_is3() {
        String target = Samples.freshSqlite();
        assertThat(migrate("sqlite:/nowhere/app.db", target).code()).isEqualTo(3);
        assertThat(migrate("sqlite:" + Scratchpad.file("text.db", "no database"), target)
                        .code())
                .isEqualTo(3);
        assertThat(migrate(Samples.dump("{\"kind\":\"header\",\"format\":1,\"highWater\":7}", Samples.USER), target)
                        .code())
                .isEqualTo(3);
        assertThat(migrate("postgresql://ada@127.0.0.1:1/app", target).code()).isEqualTo(3);
        assertThat(migrate("postgresql://ada@127.0.0.1:1/app", target).err())
                .contains("coffer: --from postgresql://ada@127.0.0.1:1/app: ");
        assertThat(migrate(TestServer.NEWEST.freshUrl(), target).code()).isEqualTo(3);
        assertThat(Samples.file(target)).doesNotExist();
        assertThat(verify("sqlite:/nowhere/app.db", target).code()).isEqualTo(3);
    }

    @Test
    void targetThatIsNotEmpty_orTheSource_orAway_is4() {
        String dump = Samples.dump(Samples.USER);
        String occupied = Samples.sqlite(1);
        Result refused = migrate(dump, occupied);
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err())
                .contains("coffer: --to " + occupied + ": the target is not empty: use an empty database\n");
        assertThat(migrate(dump, occupied, "--resume").code()).isEqualTo(4);
        assertThat(migrate(occupied, occupied).code()).isEqualTo(4);
        assertThat(migrate(dump, "postgresql://ada@127.0.0.1:1/app").code()).isEqualTo(4);
        assertThat(migrate(dump, "sqlite:/nowhere/app.db").code()).isEqualTo(4);
        assertThat(verify(dump, "sqlite:/nowhere/app.db").code()).isEqualTo(4);
    }

    @Test
    void resume_withoutAnEarlierRun_simplyBegins_andInAFinishedTarget_insertsWhatItLacks() {
        String target = Samples.freshSqlite();
        assertThat(migrate(Samples.dump(Samples.USER), target, "--resume").code())
                .isZero();
        String more = Samples.dump(Samples.USER, Samples.SESSION);
        assertThat(migrate(more, target).code()).isEqualTo(4);
        assertThat(migrate(more, target, "--resume").code()).isZero();
        assertThat(verify(more, target).code()).isZero();
    }

    @Test
    void whatNobodyHasForeseen_is70_inOneLine_withItsStackTraceOnlyIfAskedFor() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CommandRun run =
                new CommandRun(cli.surroundings(Cli.printer(out), Cli.printer(err)), new Stop(Thread.currentThread()));
        int code = run.of("migrate", new OutputOptions(), Optional::empty, () -> {
            throw new IllegalStateException("S3CRET");
        });
        assertThat(code).isEqualTo(70);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("coffer: failed by java.lang.IllegalStateException; --debug shows where\n");
    }
}
