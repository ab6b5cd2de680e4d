package dev.coffer.storage.sqlite;

import dev.coffer.storage.StorageConfig;
import java.nio.file.Path;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * What a check gets to see.
 *
 * @param config how the storage is opened
 * @param file the database
 * @param schema the tables there should be
 * @param connection that only reads
 * @param mode what it is opened for
 */
record Examination(StorageConfig config, Path file, SqliteSchema schema, SqliteConnection connection, OpenMode mode) {
    /** By the clock that decides what is expired. */
    Instant now() {
        return config.clock().instant();
    }

    boolean isReadOnly() {
        return config.readOnly() || SqliteUrl.parse(config.url()).readOnly();
    }

    Handle handle() {
        return connection.statements().handle();
    }

    long number(String question) {
        return handle().createQuery(question).mapTo(Long.class).one();
    }

    Path log() {
        return Path.of(file + "-wal");
    }
}
