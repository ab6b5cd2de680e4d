package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.testkit.StorageContract;

class OldestServerContractTest extends StorageContract {
    @Override
    protected String freshUrl() {
        return TestServer.OLDEST.freshUrl();
    }

    @Override
    protected StorageConfig.Builder setUpRowLevelSecurity(StorageConfig.Builder config) {
        return ConfinedPlace.setUp(TestServer.OLDEST.url(), config);
    }
}
