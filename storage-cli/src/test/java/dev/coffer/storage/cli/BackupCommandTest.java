package dev.coffer.storage.cli;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Storage;
import dev.coffer.storage.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backups that are made, checked and restored. */
class BackupCommandTest {
    private final Cli cli = new Cli();
    private final Path directory = Scratchpad.directory();

    private Result backup(String from, String... more) {
        return cli.run(Backed.arguments(more, "backup", "--quiet", "--from", from, "--to", directory.toString()));
    }

    private Result restore(String from, String to, String... more) {
        return cli.run(Backed.arguments(more, "restore", "--quiet", "--from", from, "--to", to));
    }

    @Test
    void backup_isADumpOfItsOwnersAlone_withItsChecksum() throws IOException {
        Result result = backup(Samples.sqlite(3));
        assertThat(result.code()).as(result.all()).isZero();
        Path backup = Backed.only(directory);
        assertThat(result.out())
                .startsWith("Verified: 3 users, 3 sessions, 0 tokens, 6 key-values\nBackup: " + backup + ", ")
                .hasLineCount(2);
        assertThat(result.err()).isEmpty();
        assertThat(backup.getFileName().toString()).matches("coffer-\\d{8}T\\d{6}Z\\.ndjson\\.gz");
        assertThat(Files.getPosixFilePermissions(backup)).containsExactlyInAnyOrder(OWNER_READ, OWNER_WRITE);
        assertThat(Scratchpad.read(Backed.checksum(backup))).matches("[0-9a-f]{64}  " + backup.getFileName() + "\n");
        assertThat(cli.run("verify", "--from", "ndjson:" + backup, "--to", "ndjson:" + backup)
                        .code())
                .as("whether it is a dump")
                .isZero();
    }

    @Test
    void restored_isTheSame_betweenBothProviders() {
        String sqlite = Samples.sqlite(50);
        String postgres = TestServer.NEWEST.freshUrl();
        assertThat(backup(sqlite).code()).isZero();
        Result result = restore(Backed.only(directory).toString(), postgres);
        assertThat(result.code()).as(result.all()).isZero();
        assertThat(result.out())
                .startsWith("From " + Backed.only(directory) + ", made at 2")
                .endsWith("Verified: 200 records are the same on both sides.\n");
        assertThat(cli.run("verify", "--from", sqlite, "--to", postgres).code()).isZero();

        Path other = Scratchpad.directory();
        String fresh = Samples.freshSqlite();
        assertThat(cli.run("backup", "--from", postgres, "--to", other.toString())
                        .code())
                .isZero();
        assertThat(restore(other.toString(), fresh).code()).isZero();
        assertThat(cli.run("verify", "--from", sqlite, "--to", fresh).code()).isZero();
        Storage.open(fresh).close();
    }

    @Test
    void encrypted_isCheckedAndRestoredByItsIdentityAlone() throws IOException {
        String source = Samples.sqlite(3);
        AgePair keys = AgePair.generate();
        Result result = backup(source, "--recipient", keys.recipient());
        assertThat(result.code()).as(result.all()).isZero();
        Path backup = Backed.only(directory);
        assertThat(backup.toString()).endsWith(".ndjson.gz.age");
        assertThat(Files.getPosixFilePermissions(backup)).containsExactlyInAnyOrder(OWNER_READ, OWNER_WRITE);
        String target = Samples.freshSqlite();
        assertThat(restore(backup.toString(), target).code()).isEqualTo(3);
        assertThat(restore(
                                backup.toString(),
                                target,
                                "--identity",
                                AgePair.generate().file().toString())
                        .code())
                .isEqualTo(3);
        assertThat(Samples.file(target)).doesNotExist();
        Result restored =
                restore(backup.toString(), target, "--identity", keys.file().toString());
        assertThat(restored.code()).as(restored.all()).isZero();
        assertThat(cli.run("verify", "--from", source, "--to", target).code()).isZero();
    }

    @Test
    void identity_mayComeThroughAPipe_whichCanBeReadOnce() throws IOException, InterruptedException {
        AgePair keys = AgePair.generate();
        assertThat(backup(Samples.sqlite(3), "--recipient", keys.recipient()).code())
                .isZero();
        for (Path from : List.of(Backed.only(directory), directory)) {
            Path pipe = Scratchpad.pipe(keys.identity());
            Result restored = restore(from.toString(), Samples.freshSqlite(), "--identity", pipe.toString());
            assertThat(restored.code()).as(restored.all()).isZero();
        }
        Path pipe = Scratchpad.pipe(keys.identity());
        assertThat(check(Backed.only(directory), "--identity", pipe.toString()).code())
                .isZero();
    }

    @Test
    void encrypted_isNoDumpToMigrate_whichIsSaid() {
        assertThat(backup(Samples.sqlite(1), "--recipient", AgePair.generate().recipient())
                        .code())
                .isZero();
        Result result = cli.run(
                "migrate", "--quiet", "--from", "ndjson:" + Backed.only(directory), "--to", Samples.freshSqlite());
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).contains("the dump is encrypted: decrypt it first");
    }

    @Test
    void eachOfSeveralRecipients_decrypts() {
        AgePair one = AgePair.generate();
        AgePair other = AgePair.generate();
        String file = Scratchpad.file("recipients.txt", "# two", "", other.recipient())
                .toString();
        assertThat(backup(Samples.sqlite(1), "--recipient", one.recipient(), "--recipients-file", file)
                        .code())
                .isZero();
        for (AgePair keys : List.of(one, other)) {
            assertThat(check(Backed.only(directory), "--identity", keys.file().toString())
                            .out())
                    .contains("Good: 1 user, 1 session, 0 tokens, 2 key-values");
        }
    }

    @Test
    void backup_ofPostgres_needsNoMoreThanToRead() throws SQLException {
        String owner = TestServer.NEWEST.freshUrl();
        Samples.fill(owner, 3);
        String reader = TestServer.NEWEST.freshUrl();
        String schema = role(owner);
        try (Connection connection = DriverManager.getConnection(TestServer.jdbcUrl(owner));
                Statement statement = connection.createStatement()) {
            statement.execute("GRANT USAGE ON SCHEMA " + schema + " TO " + role(reader));
            statement.execute("GRANT SELECT ON ALL TABLES IN SCHEMA " + schema + " TO " + role(reader));
            statement.execute("GRANT SELECT ON ALL SEQUENCES IN SCHEMA " + schema + " TO " + role(reader));
        }
        Result result = backup(reader, "--from-schema", schema);
        assertThat(result.code()).as(result.all()).isZero();
        assertThat(result.out()).startsWith("Verified: 3 users");
    }

    private static String role(String postgres) {
        return postgres.replaceFirst("^.*//", "").replaceFirst(":.*$", "");
    }

    @Test
    void check_tellsWhatIsInIt_andHowOldItIs() {
        assertThat(backup(Samples.sqlite(3)).code()).isZero();
        Path backup = Backed.only(directory);
        Path report = cli.directory().resolve("report.json");
        Result result = check(backup, "--report", report.toString());
        assertThat(result.code()).as(result.all()).isZero();
        assertThat(result.out())
                .startsWith(backup.getFileName() + ": ")
                .endsWith(", 0 minutes old\nGood: 3 users, 3 sessions, 0 tokens, 6 key-values\n");
        assertThat(Scratchpad.read(report).replaceAll("\\s+", " "))
                .contains("\"command\" : \"backup check\"", "\"exitCode\" : 0", "\"file\" : \"" + backup + "\"")
                .contains("\"checksummed\" : true", "\"decrypted\" : true")
                .contains(
                        "\"records\" : { \"user\" : 3, \"session\" : 3, \"token\" : 0, \"keyValue\" : 6, \"auditRecord\" : 0,"
                                + " \"unsealedAuditRecord\" : 0 }");
        assertThat(check(Path.of("/nowhere/x.gz")).code()).isEqualTo(3);
        Result ofAll = check(directory);
        assertThat(ofAll.code()).isEqualTo(2);
        assertThat(ofAll.err()).isEqualTo("coffer: --check is a directory: name one of its files\n");
        assertThat(check(backup, "--report", backup.toString()).code()).isEqualTo(2);
    }

    @Test
    void check_ofAnEncryptedOneWithoutItsKey_comparesItsChecksum() throws IOException {
        assertThat(backup(Samples.sqlite(3), "--recipient", AgePair.generate().recipient())
                        .code())
                .isZero();
        Path backup = Backed.only(directory);
        Result result = check(backup);
        assertThat(result.code()).as(result.all()).isZero();
        assertThat(result.out()).contains("It was not decrypted").doesNotContain("Good");
        Files.delete(Backed.checksum(backup));
        Result without = check(backup);
        assertThat(without.code()).isEqualTo(3);
        assertThat(without.err()).contains("--check " + backup + ": it is encrypted and has no .sha256 beside it");
        Result wrong = check(backup, "--identity", AgePair.generate().file().toString());
        assertThat(wrong.code()).isEqualTo(3);
        assertThat(wrong.err()).contains("it is not encrypted for this identity");
    }

    private Result check(Path file, String... more) {
        return cli.run(Backed.arguments(more, "backup", "--quiet", "--check", file.toString()));
    }

    @Test
    void restore_fromADirectory_takesTheNewestGoodOne_andSaysWhichItPassesOver() throws IOException {
        String source = Samples.sqlite(3);
        assertThat(backup(source).code()).isZero();
        Path good = Backed.only(directory);
        Path newer = Files.copy(good, directory.resolve("coffer-20991231T235959Z.ndjson.gz"));
        Files.write(newer, new byte[100]);
        Result result = restore(directory.toString(), Samples.freshSqlite());
        assertThat(result.code()).as(result.all()).isZero();
        assertThat(result.err())
                .isEqualTo("coffer: " + newer
                        + " is passed over: the dump is not compressed, though its name ends in .gz\n");
        assertThat(result.out()).startsWith("From " + good);
        Files.delete(good);
        assertThat(restore(directory.toString(), Samples.freshSqlite()).code()).isEqualTo(3);
    }

    @Test
    void restore_fromADirectory_saysThatTheNewestIsFromTheFuture() throws IOException {
        assertThat(backup(Samples.sqlite(3)).code()).isZero();
        Path good = Backed.only(directory);
        assertThat(restore(directory.toString(), Samples.freshSqlite()).err()).isEmpty();
        Path later = Files.copy(good, directory.resolve("coffer-20991231T235959Z.ndjson.gz"));
        Result result = restore(directory.toString(), Samples.freshSqlite());
        assertThat(result.code()).as(result.all()).isZero();
        assertThat(result.out()).startsWith("From " + later);
        assertThat(result.err()).startsWith("coffer: " + later + " is from the future");
    }

    @Test
    void restore_intoAStorageThatIsNotEmpty_isRefused() {
        assertThat(backup(Samples.sqlite(3)).code()).isZero();
        String occupied = Samples.sqlite(1);
        for (String[] more : List.of(new String[0], new String[] {"--restart"})) {
            Result result = restore(directory.toString(), occupied, more);
            assertThat(result.code()).isEqualTo(4);
            assertThat(result.err()).startsWith("coffer: --to " + occupied + ": the target is not empty");
        }
        String restored = Samples.freshSqlite();
        assertThat(restore(directory.toString(), restored).code()).isZero();
        Result again = restore(directory.toString(), restored);
        assertThat(again.code()).isEqualTo(4);
        assertThat(again.err())
                .isEqualTo("coffer: --to " + restored + ": the target is not empty: use an empty database\n");
        assertThat(restore(directory.toString(), restored, "--restart").code()).isEqualTo(4);
    }

    @Test
    void olderOnes_areNamedAndDeleted_orOnlyNamed() {
        String source = Samples.sqlite(1);
        assertThat(backup(source).code()).isZero();
        String first = Backed.only(directory).getFileName().toString();
        assertThat(cli.run("backup", "--to", directory.toString(), "--keep-last", "1", "--dry-run")
                        .out())
                .isEqualTo("Would be deleted: " + first + "\n");
        assertThat(cli.run("backup", "--to", directory.toString(), "--keep-last", "2", "--dry-run")
                        .out())
                .isEqualTo("Nothing would be deleted.\n");
        Path report = cli.directory().resolve("report.json");
        Result result = backup(source, "--keep-last", "1", "--report", report.toString());
        assertThat(result.out()).endsWith("\nDeleted: " + first + "\n");
        assertThat(Backed.only(directory).getFileName().toString()).isGreaterThan(first);
        assertThat(Scratchpad.read(report).replaceAll("\\s+", " "))
                .contains("\"command\" : \"backup\"", "\"deleted\" : [ \"" + directory.resolve(first) + "\" ]")
                .contains("\"file\" : \"" + Backed.only(directory) + "\"", "\"encrypted\" : false")
                .contains("\"same\" : true");
    }

    @Test
    void recordThatBreaksARule_is1_isNamed_andTheRestIsBackedUp() {
        Result result = backup(Samples.dump(Samples.USER, Samples.user(2, "no address", "")), "--keep-last", "1");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .startsWith("Verified: 1 user, 0 sessions, 0 tokens, 0 key-values\nBackup: ")
                .contains("rejected: user id=\"0190a6c0-0000-7000-8000-000000000002\" (line 2): email ")
                .endsWith("1 record breaks a rule and is not in the backup. No older backup is deleted.\n");
        assertThat(check(Backed.only(directory)).code()).isZero();
    }

    @Test
    void directoryThatIsNotThere_is4_andSourceThatIsNotThere_is3() {
        Result nowhere = cli.run("backup", "--from", Samples.sqlite(1), "--to", "/nowhere/at/all");
        assertThat(nowhere.code()).isEqualTo(4);
        assertThat(nowhere.err()).contains("coffer: --to /nowhere/at/all: there is no such directory");
        Result none = backup("sqlite:/nowhere/app.db");
        assertThat(none.code()).isEqualTo(3);
        assertThat(none.err()).contains("coffer: --from sqlite:/nowhere/app.db: ");
    }
}
