package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.testkit.StorageContract;

class PoolOfOneContractTest extends StorageContract {
    @Override
    protected String freshUrl() {
        return TestServer.NEWEST.freshUrl();
    }

    @Override
    protected StorageConfig.Builder configure(StorageConfig.Builder config) {
        return config.poolSize(1);
    }

    @Override
    protected boolean snapshotsHoldWriters() {
        return true; // there is one connection for everything
    }

    @Override
    protected StorageConfig.Builder setUpRowLevelSecurity(StorageConfig.Builder config) {
        return ConfinedPlace.setUp(TestServer.NEWEST.url(), config);
    }
}
