package dev.coffer.storage.sqlite;

import dev.coffer.storage.testkit.StorageContract;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

class SqliteFileContractTest extends StorageContract {
    @TempDir
    Path directory;

    @Override
    protected String freshUrl() {
        return "sqlite:" + directory.resolve(UUID.randomUUID() + ".db");
    }
}
