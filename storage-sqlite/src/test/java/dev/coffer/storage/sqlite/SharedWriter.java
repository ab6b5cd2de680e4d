package dev.coffer.storage.sqlite;

import dev.coffer.storage.SchemaMode;
import dev.coffer.storage.StorageConfig;
import java.nio.file.Path;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** The connection by which the storages on a file write: settings made there meet them. */
final class SharedWriter {
    private SharedWriter() {}

    static <T> T call(Path file, Function<Handle, T> work) {
        StorageConfig config = StorageConfig.forUrl("sqlite:" + file)
                .schemaMode(SchemaMode.NONE)
                .build();
        try (SqliteDatabase database =
                new Opening(SqliteSchema.current(), config).opened().database()) {
            return database.write(connection -> work.apply(connection.handle()));
        }
    }

    /** From now on, the file may grow by so many pages. */
    static void leavePages(Path file, int pages) {
        long now = pragma(file, "page_count");
        pragma(file, "max_page_count = " + (now + pages));
    }

    static long pragma(Path file, String pragma) {
        return call(
                file,
                handle ->
                        handle.createQuery("PRAGMA " + pragma).mapTo(Long.class).one());
    }
}
