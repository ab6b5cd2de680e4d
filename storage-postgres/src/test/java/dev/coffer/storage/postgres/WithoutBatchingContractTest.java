package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.testkit.StorageContract;

class WithoutBatchingContractTest extends StorageContract {
    @Override
    protected String freshUrl() {
        return TestServer.NEWEST.freshUrl();
    }

    @Override
    protected StorageConfig.Builder configure(StorageConfig.Builder config) {
        return config.naturalBatching(false);
    }
}
