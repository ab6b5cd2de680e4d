package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.testkit.StorageContract;

class NewestServerContractTest extends StorageContract {
    @Override
    protected String freshUrl() {
        return TestServer.NEWEST.freshUrl();
    }

    @Override
    protected StorageConfig.Builder setUpRowLevelSecurity(StorageConfig.Builder config) {
        return ConfinedPlace.setUp(TestServer.NEWEST.url(), config);
    }
}
