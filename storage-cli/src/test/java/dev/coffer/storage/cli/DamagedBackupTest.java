package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.coffer.storage.migrate.BackupFile;
import dev.coffer.storage.migrate.SourceUnreadable;
import dev.coffer.storage.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Flipped bits and cut files: refused, before anything is written. */
class DamagedBackupTest {
    private static final int TRIES = 400;
    private static final int RESTORES = 15;
    private static final int USERS = 200;

    /** RFC 1952, 2.3: the identification and what is not looked at behind it, such as the time and the system. */
    private static final int GZIP_MAGIC = 3;

    private static final int GZIP_HEADER = 10;
    private static final int GZIP_TRAILER = 8;

    private final Cli cli = new Cli();
    private final AgePair keys = AgePair.generate();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private Path backup(String... more) {
        Path directory = Scratchpad.directory();
        Result result = cli.run(Backed.arguments(
                more, "backup", "--quiet", "--from", Samples.sqlite(USERS), "--to", directory.toString()));
        assertThat(result.code()).as(result.all()).isZero();
        return Backed.only(directory);
    }

    private UnaryOperator<byte[]> flip(int offset) {
        return bytes -> {
            bytes[offset] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            return bytes;
        };
    }

    private static UnaryOperator<byte[]> cutTo(int length) {
        return bytes -> Arrays.copyOf(bytes, length);
    }

    /** Beside the whole one, with its checksum if that is wanted. */
    private static Path altered(Path backup, boolean checksummed, UnaryOperator<byte[]> alteration) throws IOException {
        Path altered = Scratchpad.directory().resolve(backup.getFileName());
        Files.write(altered, alteration.apply(Files.readAllBytes(backup)));
        if (checksummed) {
            Files.copy(Backed.checksum(backup), Backed.checksum(altered));
        }
        return altered;
    }

    private void assertRefused(Path altered, Object... what) {
        BackupFile file = BackupFile.at(altered)
                .decryptedBy(AgeCipher.of(AgeKey.ofFile("--identity", keys.file(), AgeKey.Kind.IDENTITY)));
        try {
            file.check();
        } catch (SourceUnreadable refusal) {
            assertThat(refusal).hasMessageMatching("[ -~]+"); // nothing of what is in it
            return;
        }
        fail("seed %s: good although altered: %s", seed, Arrays.toString(what));
    }

    private void assertRefusedEverywhere(Path backup, boolean checksummed, int from, int to) throws IOException {
        int length = (int) Files.size(backup);
        for (int i = 0; i < TRIES; i++) {
            int offset = random.nextInt(from, to);
            assertRefused(altered(backup, checksummed, flip(offset)), "bit at", offset);
            int cut = random.nextInt(length);
            assertRefused(altered(backup, checksummed, cutTo(cut)), "cut to", cut);
        }
        for (int cut : List.of(0, 1, 2, GZIP_HEADER, length - GZIP_TRAILER, length - 1)) {
            assertRefused(altered(backup, checksummed, cutTo(cut)), "cut to", cut);
        }
    }

    @Test
    void withItsChecksum_anyBitCounts() throws IOException {
        Path backup = backup();
        assertRefusedEverywhere(backup, true, 0, (int) Files.size(backup));
    }

    @Test
    void withoutIt_anyBitOfWhatIsInIt() throws IOException {
        Path backup = backup();
        assertRefusedEverywhere(backup, false, 0, GZIP_MAGIC);
        int padded =
                (int) Files.size(backup) - GZIP_TRAILER - 1; // the last bits of a compressed byte may be no part of it
        assertRefusedEverywhere(backup, false, GZIP_HEADER, padded);
    }

    @Test
    void encrypted_withoutItsChecksum_anyBitCounts() throws IOException {
        Path backup = backup("--recipient", keys.recipient());
        assertRefusedEverywhere(backup, false, 0, (int) Files.size(backup));
        assertRefusedEverywhere(backup, false, 0, 300); // the header
    }

    @Test
    void restore_leavesItsTargetAsItWas() throws IOException {
        for (boolean encrypted : List.of(false, true)) {
            Path backup = encrypted ? backup("--recipient", keys.recipient()) : backup();
            for (int i = 0; i < RESTORES; i++) {
                int length = (int) Files.size(backup);
                UnaryOperator<byte[]> alteration = i % 2 == 0
                        ? flip(random.nextInt(GZIP_HEADER, length - GZIP_TRAILER - 1))
                        : cutTo(random.nextInt(length));
                Path altered = altered(backup, i % 3 == 0, alteration);
                String sqlite = Samples.freshSqlite();
                Result result = restore(altered, sqlite);
                assertThat(result.code()).as("seed %s: %s", seed, result.all()).isEqualTo(3);
                assertThat(result.err())
                        .startsWith("coffer: --from " + altered + ": ")
                        .doesNotContain("example.org", keys.identity());
                assertThat(result.out()).isEmpty();
                assertThat(Samples.file(sqlite).resolveSibling(".")).isEmptyDirectory();
            }
        }
    }

    @Test
    void restore_leavesAServerAsItWas() throws IOException {
        Path backup = backup();
        String postgres = TestServer.NEWEST.freshUrl();
        Path altered = altered(backup, false, cutTo((int) Files.size(backup) / 2));
        assertThat(restore(altered, postgres).code()).isEqualTo(3);
        assertThat(cli.run("schema", "validate", "--at", postgres).code())
                .as("for there are no tables")
                .isEqualTo(4);
        assertThat(restore(backup, postgres).code()).isZero();
    }

    private Result restore(Path backup, String target) {
        return cli.run(
                "restore",
                "--quiet",
                "--from",
                backup.toString(),
                "--to",
                target,
                "--identity",
                keys.file().toString());
    }
}
