package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.testkit.StorageContract;
import org.junit.jupiter.api.AutoClose;

class PgBouncerContractTest extends StorageContract {
    @AutoClose
    private static final OwnServer SERVER = new OwnServer(18)
            .setting("max_connections", "300")
            .setting("scram_iterations", "1") // each test logs in anew
            .start();

    @AutoClose
    private static final PgBouncer POOLER = new PgBouncer(SERVER);

    @Override
    protected String freshUrl() {
        return POOLER.freshUrl();
    }

    @Override
    protected StorageConfig.Builder configure(StorageConfig.Builder config) {
        return config.transactionPooling(true);
    }
}
