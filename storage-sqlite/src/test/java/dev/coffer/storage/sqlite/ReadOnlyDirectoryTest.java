package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database to be moved lies where nothing can be written. Mounts such a place, for which it has to be root. */
class ReadOnlyDirectoryTest {
    @TempDir
    Path directory;

    private Tmpfs tmpfs;

    @BeforeEach
    void mount() throws Exception {
        tmpfs = Tmpfs.mount(directory);
    }

    @AfterEach
    void unmount() throws Exception {
        tmpfs.unmount();
    }

    @Test
    void source_isRefused_withWhatCanBeDone() throws Exception {
        StorageConfig config = StorageConfig.forUrl("sqlite:" + directory.resolve("app.db"))
                .passwordCost(4)
                .build();
        Storage.open(config).close();
        tmpfs.remount("ro");

        assertThatExceptionOfType(ReadOnly.class)
                .isThrownBy(() -> new SqliteStorageProvider().openSource(config))
                .withMessageContaining("-shm file")
                .withMessageContaining("copy the file and its -wal");
    }
}
