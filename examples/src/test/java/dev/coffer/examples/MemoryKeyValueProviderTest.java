package dev.coffer.examples;

import dev.coffer.storage.testkit.StorageContract;

class MemoryKeyValueProviderTest extends StorageContract {
    @Override
    protected String freshUrl() {
        return "memory:";
    }

    @Override
    protected boolean survivesReopen() {
        return false;
    }
}
