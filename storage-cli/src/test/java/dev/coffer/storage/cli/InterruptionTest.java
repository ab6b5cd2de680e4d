package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.Storage;
import dev.coffer.storage.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** SIGINT and SIGTERM in the middle of a migration. */
class InterruptionTest {
    private static final int USERS = 10_000;

    /** More is to come than goes into a pipe, so that who has written as much soon waits. */
    private static final int IN_THE_PIPE = 1 << 15;

    /** On which there is never room. */
    private static final Path FULL = Path.of("/dev/full");

    /** A command, and when it is to be ended. */
    private record Begun(CliProcess command, BooleanSupplier moment) {}

    /** Ends a command at its moment. One that was done before the signal came, on a busy machine, is begun again. */
    private static Result signalled(String signal, Supplier<Begun> begin) throws Exception {
        Result result = signalled(signal, begin.get());
        for (int again = 0; result.code() == 0 && again < 10; again++) {
            result = signalled(signal, begin.get());
        }
        return result;
    }

    private static Result signalled(String signal, Begun begun) throws Exception {
        Process process = begun.command().start();
        while (process.isAlive() && !begun.moment().getAsBoolean()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        if (process.isAlive()) {
            kill(signal, process);
        }
        return begun.command().end(process);
    }

    private static boolean hasUsers(String postgres) {
        try (Connection connection = DriverManager.getConnection(TestServer.jdbcUrl(postgres));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 FROM coffer_users LIMIT 1")) {
            return rows.next();
        } catch (SQLException notThereYet) {
            return false;
        }
    }

    private static void send(String signal, Process process) throws IOException, InterruptedException {
        assertThat(kill(signal, process)).isZero();
    }

    private static int kill(String signal, Process process) throws IOException, InterruptedException {
        return new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Test
    void interruptedMigration_endsWith5_saysHowToGoOn_andGoesOn() throws Exception {
        String source = Samples.sqlite(USERS);
        for (String signal : List.of("INT", "TERM")) {
            List<String> targets = new ArrayList<>();
            Result result = signalled(signal, () -> {
                String fresh = TestServer.NEWEST.freshUrl();
                targets.add(fresh);
                return new Begun(CliProcess.coffer("migrate", "--from", source, "--to", fresh), () -> hasUsers(fresh));
            });
            String target = targets.get(targets.size() - 1);
            assertThat(result.code()).as(result.all()).isEqualTo(5);
            assertThat(result.err())
                    .contains("coffer: interrupted")
                    .contains("To go on: java -jar coffer.jar migrate --from " + source + " --to postgresql://...@")
                    .contains(" --rejects coffer-rejects.ndjson --resume\n")
                    .doesNotContain(":test@", "\tat ", "Exception");
            assertThat(result.out()).isEmpty();
            assertThatThrownBy(() -> Storage.open(target)).isInstanceOf(SchemaMismatch.class);

            Result resumed = CliProcess.coffer("migrate", "--from", source, "--to", target, "--resume")
                    .run();
            assertThat(resumed.code()).as(resumed.all()).isZero();
            assertThat(resumed.err()).contains("Comparing with the earlier run");
            assertThat(resumed.out()).contains("Verified: 40,000 records are the same on both sides.");
        }
    }

    @Test
    void interruptedVerification_endsWith5_andChangesNothing() throws Exception {
        String source = Samples.sqlite(USERS);
        String target = Samples.freshSqlite();
        assertThat(new Cli().run("migrate", "--from", source, "--to", target).code())
                .isZero();
        Result result = signalled("INT", () -> verification(source, target));
        assertThat(result.code()).as(result.all()).isEqualTo(5);
        assertThat(result.err()).contains("coffer: interrupted").doesNotContain("--resume");
    }

    private static Begun verification(String source, String target) {
        CliProcess command = CliProcess.coffer("verify", "--from", source, "--to", target);
        return new Begun(command, () -> command.err().contains("Verifying: 40,000 records"));
    }

    @Test
    void whoWaitsForAPipeThatSaysNothing_isEndedAllTheSame() throws Exception {
        CliProcess command = CliProcess.coffer("migrate", "--from", "ndjson:-", "--to", Samples.freshSqlite());
        Process process =
                command.builder().redirectInput(ProcessBuilder.Redirect.PIPE).start();
        while (!command.err().contains("Reading the source")) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        send("TERM", process);
        Result result = command.end(process);
        assertThat(result.code()).isEqualTo(5);
        assertThat(result.err()).contains("coffer: interrupted\nTo go on: ");
        assertThat(command.directory().toFile().list())
                .as("of the temporary files, which hold hashes")
                .containsExactlyInAnyOrder("out", "err");
    }

    @Test
    void whoWritesIntoAPipeThatNobodyReads_isEndedAllTheSame() throws Exception {
        String source = "ndjson:" + Scratchpad.directory().resolve("dump.ndjson");
        assertThat(new Cli()
                        .run("migrate", "--from", Samples.sqlite(USERS), "--to", source)
                        .code())
                .isZero();
        CliProcess command = CliProcess.coffer("migrate", "--from", source, "--to", "ndjson:-");
        Process process =
                command.builder().redirectOutput(ProcessBuilder.Redirect.PIPE).start();
        while (process.getInputStream().available() < IN_THE_PIPE) {
            assertThat(process.isAlive()).as(command.err()).isTrue();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        send("INT", process);
        Result result = command.end(process);
        assertThat(result.code()).as(result.all()).isEqualTo(5);
        assertThat(command.directory().toFile().list()).containsExactly("err");
    }

    @Test
    void normalEnd_keepsItsOwnCode() {
        assertThat(CliProcess.coffer("migrate", "--from", Samples.dump(Samples.USER), "--to", Samples.freshSqlite())
                        .run()
                        .code())
                .isZero();
        assertThat(CliProcess.coffer("verify").run().code()).isEqualTo(2);
        assertThat(CliProcess.coffer("verify", "--from", "sqlite:none", "--to", "sqlite:none")
                        .run()
                        .code())
                .isEqualTo(3);
    }

    @Test
    void pipeThatCannotBeWritten_isInterrupted() {
        CliProcess command = CliProcess.coffer("migrate", "--from", Samples.dump(Samples.USER), "--to", "ndjson:-");
        Result result = command.into(FULL).run();
        assertThat(result.code()).as(result.all()).isEqualTo(5);
        assertThat(result.err()).contains("coffer: the target failed").doesNotContain("\tat ");
    }

    @Test
    void rejectsThatCannotBeWritten_interruptTheMigration_whichThenGoesOn() {
        String source = Samples.dump(Samples.USER, Samples.user(2, "ADA@example.org", ""));
        String target = Samples.freshSqlite();
        Cli cli = new Cli();
        Result result = cli.run("migrate", "--from", source, "--to", target, "--rejects", FULL.toString());
        assertThat(result.code()).as(result.all()).isEqualTo(5);
        assertThat(result.err())
                .contains("coffer: the rejects cannot be written")
                .contains("To go on: java -jar coffer.jar migrate --from " + source + " --to " + target
                        + " --rejects /dev/full --resume\n");
        assertThat(cli.run("migrate", "--from", source, "--to", target, "--resume")
                        .code())
                .isEqualTo(1);
    }

    @Test
    void processes_leaveNoLibraryBehind() throws Exception {
        String source = Samples.sqlite(USERS);
        CliProcess whole = CliProcess.coffer("verify", "--from", source, "--to", source);
        assertThat(whole.run().code()).isZero();
        List<CliProcess> commands = new ArrayList<>(List.of(whole));
        assertThat(signalled("INT", () -> {
                            Begun verification = verification(source, source);
                            commands.add(verification.command());
                            return verification;
                        })
                        .code())
                .isEqualTo(5);
        for (CliProcess command : commands) {
            assertThat(command.directory().toFile().list()).containsExactlyInAnyOrder("out", "err");
        }
    }
}
