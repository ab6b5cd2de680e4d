package dev.coffer.storage.sqlite;

import dev.coffer.storage.Health;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.spi.StorageTransaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** A database in a file that is opened for reading only: SQLite refuses what writes. */
final class ReadOnlyDatabase implements SqliteDatabase {
    private final Path file;
    private final Readers readers;
    private final Duration readTimeout;

    ReadOnlyDatabase(Path file, Readers readers, Duration readTimeout) {
        this.file = file;
        this.readers = readers;
        this.readTimeout = readTimeout;
    }

    @Override
    public <T> T read(Function<SqlConnection, T> work) {
        return readers.read(work);
    }

    @Override
    public <T> T write(Function<SqlConnection, T> work) {
        return readers.read(work);
    }

    @Override
    public <T> T atomic(Function<SqlConnection, T> work) {
        return readers.read(work);
    }

    @Override
    public StorageTransaction begin(TransactionOptions options, SearchIndex index) {
        return SqliteTransaction.snapshot(readers.lease(), readTimeout, index);
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
