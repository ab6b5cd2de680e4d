package dev.coffer.storage.sqlite;

import dev.coffer.storage.Health;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.spi.StorageTransaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** A database in a file: readers beside the one writer. */
final class FileDatabase implements SqliteDatabase {
    private final Path file;
    private final Writer writer;
    private final Readers readers;
    private final Duration lockTimeout;
    private final Duration readTimeout;

    FileDatabase(Path file, Writer writer, Readers readers, StorageConfig config) {
        this.file = file;
        this.writer = writer;
        this.readers = readers;
        lockTimeout = config.lockTimeout();
        readTimeout = config.readTimeout();
    }

    @Override
    public <T> T read(Function<SqlConnection, T> work) {
        return readers.read(work);
    }

    @Override
    public <T> T write(Function<SqlConnection, T> work) {
        return writer.write(work, lockTimeout);
    }

    @Override
    public <T> T atomic(Function<SqlConnection, T> work) {
        return writer.write(work, lockTimeout);
    }

    @Override
    public StorageTransaction begin(TransactionOptions options, SearchIndex index) {
        return options.readOnly()
                ? SqliteTransaction.snapshot(readers.lease(), readTimeout, index)
                : SqliteTransaction.writing(writer.lease(lockTimeout), readTimeout, index);
    }

    @Override
    public void demandFile() {
        readers.demandFile();
    }

    @Override
    public Optional<Health.Pool> pool() {
        return readers.pool();
    }

    @Override
    public void close() {
        try {
            readers.close();
        } finally {
            WriterRegistry.release(file);
        }
    }
}
