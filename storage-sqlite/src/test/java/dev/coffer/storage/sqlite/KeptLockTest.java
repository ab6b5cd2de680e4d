package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * While a file is open, nothing else that this process does with it may drop the lock that SQLite holds, as closing any
 * descriptor of it would: another process would believe itself alone and delete the log.
 */
class KeptLockTest {
    @TempDir
    Path directory;

    @Test
    void whateverElseIsOpenedOnTheFile_itsLockIsKept() throws Exception {
        Path file = directory.resolve("app.db");
        assertThat(locks(file)).isZero();
        try (Storage storage = open(file, "", SchemaMode.MIGRATE)) {
            storage.users().create(NewUser.withEmail("ada@example.org"));
            assertThat(locks(file)).isOne();

            open(file, "", SchemaMode.MIGRATE).close();
            assertThat(locks(file)).isOne();
            open(file, "?mode=ro", SchemaMode.VALIDATE).close();
            assertThat(locks(file)).isOne();
            assertThatThrownBy(() -> open(file, "?mode=other", SchemaMode.MIGRATE))
                    .isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> openAsOlder(file)).isInstanceOf(StorageException.class);
            assertThat(locks(file)).isOne();
            new SqliteStorageProvider()
                    .openSource(config(file, "", SchemaMode.MIGRATE))
                    .close();
            new SqliteStorageProvider()
                    .openTarget(config(file, "", SchemaMode.MIGRATE))
                    .close();
            new SqliteStorageProvider().diagnose(config(file, "", SchemaMode.MIGRATE));
            assertThat(locks(file)).isOne();

            storage.users().create(NewUser.withEmail("bob@example.org"));
            assertThat(storage.users().count()).isEqualTo(2);
            assertThat(locks(file)).isOne();
        }
        assertThat(locks(file)).isZero();
    }

    /** How many this process holds on the file, as Linux tells. */
    private static long locks(Path file) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        String own = " " + ProcessHandle.current().pid() + " ";
        String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
        return Files.readAllLines(Path.of("/proc/locks")).stream()
                .filter(lock -> lock.contains("POSIX") && lock.contains(own) && lock.contains(inode))
                .count();
    }

    private static Storage open(Path file, String parameters, SchemaMode mode) {
        return Storage.open(config(file, parameters, mode));
    }

    private static void openAsOlder(Path file) {
        SqliteSchema older = new SqliteSchema(List.of());
        Storage.open(config(file, "", SchemaMode.VALIDATE), new SqliteStorageProvider(older))
                .close();
    }

    private static StorageConfig config(Path file, String parameters, SchemaMode mode) {
        return StorageConfig.forUrl("sqlite:" + file + parameters)
                .schemaMode(mode)
                .build();
    }
}
