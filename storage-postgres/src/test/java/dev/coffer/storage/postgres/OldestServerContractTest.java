package dev.coffer.storage.postgres;

import dev.coffer.storage.testkit.StorageContract;

class OldestServerContractTest extends StorageContract {
    @Override
    protected String freshUrl() {
        return TestServer.OLDEST.freshUrl();
    }
}
