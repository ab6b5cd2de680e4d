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
}
