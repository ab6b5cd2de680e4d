package dev.coffer.storage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.migrate.BackupFile;
import dev.coffer.storage.sqlite.Tmpfs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What a backup leaves behind that was killed, stopped, or found no room. */
class KilledBackupTest {
    private static final int USERS = 5_000;
    private static final int KILLS = 10;
    private static final int BLOCK = 4_096;
    private static final int A_LITTLE_ROOM = 1 << 16;

    private final Path directory = Scratchpad.directory();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private CliProcess backup(String source, String... more) {
        return CliProcess.coffer(
                Backed.arguments(more, "backup", "--from", source, "--to", directory.toString(), "--keep-last", "2"));
    }

    private void assertAllAreGood() {
        assertThat(Backed.backups(directory))
                .allSatisfy(name -> assertThat(
                                BackupFile.at(directory.resolve(name)).check().checksummed())
                        .as("seed %s", seed)
                        .isTrue());
    }

    @Test
    void killed_leavesNoBackupThatIsNotGood_andTheNextRunCleansUp() throws Exception {
        String source = Samples.sqlite(USERS);
        long begin = System.nanoTime();
        assertThat(backup(source).run().code()).isZero();
        long wholeRun = System.nanoTime() - begin;
        for (int kills = 0; kills < KILLS; ) {
            Process process = backup(source).start();
            if (process.waitFor(random.nextLong(wholeRun), TimeUnit.NANOSECONDS)) {
                assertThat(process.exitValue()).isZero();
            } else {
                process.destroyForcibly().waitFor();
                kills++;
            }
            assertThat(Backed.backups(directory)).as("seed %s", seed).isNotEmpty();
            assertAllAreGood();
        }
        Result last = backup(source).run();
        assertThat(last.code()).as("seed %s: %s", seed, last.all()).isZero();
        assertAllAreGood();
        assertThat(Backed.files(directory))
                .as("seed %s", seed)
                .filteredOn(name -> !name.endsWith(".sha256"))
                .hasSizeLessThanOrEqualTo(3) // two, and the lock
                .allMatch(name -> name.equals(".coffer-backup.lock") || name.startsWith("coffer-"));
    }

    @Test
    void killedRestore_leavesNoStorage_andIsBegunAnew() throws Exception {
        String source = Samples.sqlite(USERS);
        assertThat(backup(source).run().code()).isZero();
        String target;
        String[] arguments;
        int code;
        int times = 0;
        do { // one that was done before it was killed, on a busy machine, is no test
            target = Samples.freshSqlite();
            arguments = new String[] {"restore", "--from", directory.toString(), "--to", target};
            CliProcess command = CliProcess.coffer(arguments);
            Process process = command.start();
            waitFor(command, process, "Copying");
            code = process.destroyForcibly().waitFor();
            times++;
        } while (code == 0 && times < 10);
        String half = target;
        assertThatThrownBy(() -> Storage.open(half)).isInstanceOf(StorageException.class);
        assertThat(new Cli().run(arguments).code()).isEqualTo(4);
        Result again = new Cli().run(Backed.arguments(new String[] {"--restart"}, arguments));
        assertThat(again.code()).as(again.all()).isZero();
        assertThat(new Cli().run("verify", "--from", source, "--to", target).code())
                .isZero();
    }

    private static void waitFor(CliProcess command, Process process, String said) {
        while (process.isAlive() && !command.err().contains(said)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Test
    void stopped_endsWith5_andLeavesNothing() throws Exception {
        String source = Samples.sqlite(USERS);
        Result result;
        List<String> before;
        int times = 0;
        do { // one that was done before it was stopped, on a busy machine, is no test
            before = Backed.files(directory);
            CliProcess command = backup(source);
            Process process = command.start();
            waitFor(command, process, "Copying");
            process.destroy();
            result = command.end(process);
            times++;
        } while (result.code() == 0 && times < 10);
        assertThat(result.code()).as(result.all()).isEqualTo(5);
        assertThat(result.err()).contains("coffer: interrupted").doesNotContain("\tat ");
        assertThat(Backed.files(directory))
                .filteredOn(name -> !name.equals(".coffer-backup.lock"))
                .isSubsetOf(before);
    }

    @Test
    void fullDisk_isSaid_andCostsNothingThatWasThere() throws Exception {
        Tmpfs disk = Tmpfs.mount(directory);
        try {
            String source = Samples.sqlite(USERS);
            assertThat(backup(source).run().code()).isZero();
            List<String> before = Backed.files(directory);
            Path filler = fill(directory.resolve("filler"));
            assertThat(backup(source).run().code())
                    .as("for it cannot even begin")
                    .isEqualTo(4);
            Files.write(filler, new byte[(int) Files.size(filler) - A_LITTLE_ROOM]);
            Result result = backup(source).run();
            assertThat(result.code()).as(result.all()).isEqualTo(5);
            assertThat(result.err()).contains("the target failed: the dump cannot be written: No space left on device");
            Files.delete(filler);
            assertThat(Backed.files(directory)).isEqualTo(before);
            assertAllAreGood();
            assertThat(backup(source).run().code()).isZero();
        } finally {
            disk.unmount();
        }
    }

    /** Until there is no room. */
    private static Path fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[BLOCK]);
            }
        } catch (IOException full) {
            return file;
        }
    }
}
