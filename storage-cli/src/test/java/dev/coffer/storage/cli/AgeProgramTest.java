package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Beside the program age, which operators have: each reads what the other has written, with the other's keys. */
class AgeProgramTest {
    private static final int USERS = 5_000; // several of the pieces that are encrypted apart

    private final Cli cli = new Cli();
    private final Path directory = Scratchpad.directory();

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(List.of(command) + output).isZero();
        return output;
    }

    private Path backup(String source, String recipient) {
        Path file = Scratchpad.file("recipients.txt", "# who restores", recipient);
        Result result = cli.run(
                "backup",
                "--quiet",
                "--from",
                source,
                "--to",
                directory.toString(),
                "--recipients-file",
                file.toString());
        assertThat(result.code()).as(result.all()).isZero();
        return Backed.only(directory);
    }

    @Test
    void whatCofferEncrypts_ageDecrypts() throws Exception {
        String source = Samples.sqlite(USERS);
        Path identity = directory.resolve("key.txt");
        run("age-keygen", "-o", identity.toString());
        Path backup =
                backup(source, run("age-keygen", "-y", identity.toString()).strip());
        Path decrypted = Scratchpad.directory().resolve("decrypted.ndjson.gz");
        run("age", "--decrypt", "-i", identity.toString(), "-o", decrypted.toString(), backup.toString());
        assertThat(cli.run("verify", "--from", source, "--to", "ndjson:" + decrypted)
                        .code())
                .isZero();
        assertThat(cli.run("backup", "--check", backup.toString(), "--identity", identity.toString())
                        .out())
                .contains("Good: 5,000 users, 5,000 sessions, 0 tokens, 10,000 key-values");
    }

    @Test
    void whatAgeEncrypts_cofferDecrypts() throws Exception {
        AgePair keys = AgePair.generate();
        String source = Samples.sqlite(USERS);
        Path plain = Scratchpad.directory().resolve("dump.ndjson.gz");
        assertThat(cli.run("migrate", "--from", source, "--to", "ndjson:" + plain)
                        .code())
                .isZero();
        Path backup = directory.resolve("other.ndjson.gz.age");
        run("age", "--encrypt", "-r", keys.recipient(), "-o", backup.toString(), plain.toString());
        String target = Samples.freshSqlite();
        Result result = cli.run(
                "restore",
                "--from",
                backup.toString(),
                "--to",
                target,
                "--identity",
                keys.file().toString());
        assertThat(result.code()).as(result.all()).isZero();
        assertThat(cli.run("verify", "--from", source, "--to", target).code()).isZero();
    }

    @Test
    void keysOfCoffersLibrary_areThoseOfAge() throws Exception {
        AgePair keys = AgePair.generate();
        assertThat(run("age-keygen", "-y", keys.file().toString()).strip()).isEqualTo(keys.recipient());
        assertThat(Files.readString(keys.file())).contains(keys.identity());
    }

    @Test
    void checksumBesideABackup_isReadBySha256sum() throws Exception {
        Path backup = backup(Samples.sqlite(1), AgePair.generate().recipient());
        String checked = run(
                "sh",
                "-c",
                "cd \"$0\" && sha256sum -c \"$1\"",
                directory.toString(),
                Backed.checksum(backup).getFileName().toString());
        assertThat(checked).isEqualTo(backup.getFileName() + ": OK\n");
    }
}
