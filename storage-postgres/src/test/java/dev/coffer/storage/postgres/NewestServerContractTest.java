package dev.coffer.storage.postgres;

import dev.coffer.storage.testkit.StorageContract;

class NewestServerContractTest extends StorageContract {
    @Override
    protected String freshUrl() {
        return TestServer.NEWEST.freshUrl();
    }
}
