package dev.coffer.storage.sqlite;

import dev.coffer.storage.testkit.StorageContract;

class SqliteMemoryContractTest extends StorageContract {
    @Override
    protected String freshUrl() {
        return "sqlite::memory:";
    }

    @Override
    protected boolean survivesReopen() {
        return false;
    }

    @Override
    protected boolean snapshotsHoldWriters() {
        return true; // there is one connection for everything
    }

    @Override
    protected boolean movesRecords() {
        return false; // what is in memory only cannot be
    }
}
