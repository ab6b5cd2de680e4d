package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.testkit.StorageContract;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

class PgBouncerContractTest extends StorageContract {
    @AutoClose
    private static final OwnServer SERVER = new OwnServer(18)
            .setting("max_connections", "300")
            .setting("scram_iterations", "1"); // each test logs in anew

    private static Optional<PgBouncer> pooler = Optional.empty();

    @BeforeAll
    static void start() {
        SERVER.start();
        pooler = Optional.of(new PgBouncer(SERVER));
    }

    @AfterAll
    static void close() {
        pooler.ifPresent(PgBouncer::close);
    }

    @Override
    protected String freshUrl() {
        return pooler.orElseThrow().freshUrl();
    }

    @Override
    protected StorageConfig.Builder configure(StorageConfig.Builder config) {
        return config.transactionPooling(true);
    }

    @Override
    protected StorageConfig.Builder setUpRowLevelSecurity(StorageConfig.Builder config) {
        return ConfinedPlace.setUp(SERVER.url(), config);
    }

    @Override
    protected boolean movesRecords() {
        return false; // to fill tables takes connections to the server itself
    }
}
