package dev.coffer.storage.sqlite;

import dev.coffer.storage.Health;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.jdbi.SearchIndex;
import dev.coffer.storage.spi.StorageTransaction;
import java.util.Optional;

/** A database that is open: how it reads, writes and begins transactions. */
interface SqliteDatabase extends Database, AutoCloseable {
    /** A transaction, which keeps the index of a search in step. */
    StorageTransaction begin(TransactionOptions options, SearchIndex index);

    /** Fails if its file is not there any more, which a read may notice a little later. */
    default void demandFile() {}

    /** The connections that serve a read. */
    Optional<Health.Pool> pool();

    @Override
    void close();
}
