package dev.coffer.storage.sqlite;

import dev.coffer.storage.Health;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.jdbi.SqlConnection;
import dev.coffer.storage.spi.StorageTransaction;
import dev.coffer.storage.sqlite.SqliteErrors.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** A database in memory: one connection for everything, which lives as long as the storage. */
final class MemoryDatabase implements SqliteDatabase {
    private final Writer writer;
    private final Duration lockTimeout;
    private final Duration readTimeout;
    private final boolean readOnly;

    MemoryDatabase(Writer writer, StorageConfig config) {
        this.writer = writer;
        lockTimeout = config.lockTimeout();
        readTimeout = config.readTimeout();
        readOnly = config.readOnly();
    }

    @Override
    public <T> T read(Function<SqlConnection, T> work) {
        try (Writer.Lease lease = writer.lease(lockTimeout)) {
            return lease.connection()
                    .limited(readTimeout, () -> work.apply(lease.connection().statements()));
        } catch (Throwable e) {
            throw SqliteErrors.translate(e, Phase.READ);
        }
    }

    @Override
    public <T> T write(Function<SqlConnection, T> work) {
        if (readOnly) {
            throw new ReadOnly("the database is open for reading only", null);
        }
        return writer.write(work, lockTimeout);
    }

    @Override
    public <T> T atomic(Function<SqlConnection, T> work) {
        return write(work);
    }

    @Override
    public StorageTransaction begin(TransactionOptions options, SearchIndex index) {
        Writer.Lease lease = writer.lease(lockTimeout);
        return options.readOnly() || readOnly
                ? SqliteTransaction.readingOnly(lease, readTimeout, index)
                : SqliteTransaction.writing(lease, readTimeout, index);
    }

    @Override
    public Optional<Health.Pool> pool() {
        return Optional.of(writer.use());
    }

    @Override
    public void close() {
        writer.close();
    }
}
