package dev.coffer.storage.sqlite;

import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.jdbi.Database;
import dev.coffer.storage.spi.StorageTransaction;

/** A database that is open: how it reads, writes and begins transactions. */
interface SqliteDatabase extends Database, AutoCloseable {
    StorageTransaction begin(TransactionOptions options);

    @Override
    void close();
}
