package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database to be moved lies where nothing can be written. Mounts such a place, for which it has to be root. */
class ReadOnlyDirectoryTest {
    @TempDir
    Path directory;

    @BeforeEach
    void mount() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", directory.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "--lazy", directory.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    @Test
    void source_isRefused_withWhatCanBeDone() throws Exception {
        StorageConfig config = StorageConfig.forUrl("sqlite:" + directory.resolve("app.db"))
                .passwordCost(4)
                .build();
        Storage.open(config).close();
        run("mount", "-o", "remount,ro", directory.toString());

        assertThatExceptionOfType(ReadOnly.class)
                .isThrownBy(() -> new SqliteStorageProvider().openSource(config))
                .withMessageContaining("-shm file")
                .withMessageContaining("copy the file and its -wal");
    }
}
