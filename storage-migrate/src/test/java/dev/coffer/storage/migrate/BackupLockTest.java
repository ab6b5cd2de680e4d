package dev.coffer.storage.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BackupLockTest {
    private final Path directory = Objects.requireNonNull(Fixture.freshFile("x").getParent());

    private void assertRefused() {
        assertThatExceptionOfType(TargetRefused.class)
                .isThrownBy(() -> BackupLock.of(directory))
                .withMessage("another backup is being written there");
    }

    private static String other(Path directory) throws Exception {
        Process other = LockingProcess.start(directory);
        try {
            return LockingProcess.answer(other);
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void file_isForItsOwnerAlone() throws IOException {
        BackupLock.of(directory).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(BackupLock.NAME))))
                .isEqualTo("rw-------");
    }

    @Test
    void whileItIsHeld_othersAreRefused_evenAfterOneOfThisProcessHasAsked() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolveSibling(directory.getFileName() + "-link"), directory);
        try (BackupLock held = BackupLock.of(link)) {
            assertThat(held.isOf("sqlite:app.db")).isTrue();
            assertRefused();
            assertThat(other(directory)).isEqualTo("another backup is being written there");
        } finally {
            Files.delete(link);
        }
        assertThat(other(directory)).isEqualTo("may");
        BackupLock.of(directory).close();
    }

    @Test
    void fileOfAKilledProcess_locksNobodyOut() throws Exception {
        Process killed = LockingProcess.start(directory);
        try {
            assertThat(LockingProcess.answer(killed)).isEqualTo("may");
            assertRefused();
        } finally {
            killed.destroyForcibly().waitFor();
        }
        assertThat(directory.resolve(BackupLock.NAME)).exists();
        BackupLock.of(directory).close();
    }
}
