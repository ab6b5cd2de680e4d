package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Retry;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.User;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Statements that the server has prepared, and then no longer knows or cannot run as it planned. */
class StalePlanTest {
    private final String url = TestServer.NEWEST.freshUrl();
    private final WatchedPool watched =
            WatchedPool.open(StorageConfig.forUrl(url).poolSize(1).build());
    private final Storage storage = watched.storage();
    private final User ada = storage.users().create(NewUser.withEmail("ada@example.org"));

    @AfterEach
    void close() {
        storage.close();
    }

    /** Often enough for the driver to have them prepared. */
    private void useOften() {
        for (int i = 0; i < 10; i++) {
            readAndWrite(storage);
        }
    }

    private void readAndWrite(StorageAccess on) {
        assertThat(on.users().find(ada.id())).isPresent();
        on.users().lock(ada.id());
        on.users().createAll(List.of(someone(), someone()));
        on.keyValues().namespace("n").record("i").put("k", "v");
    }

    private static NewUser someone() {
        return NewUser.withEmail(UUID.randomUUID() + "@example.org");
    }

    /** What the driver does not see, as through a pooler that gives another connection. */
    private void forgetAllPlans() throws SQLException {
        try (Connection connection = watched.pool().lease(false);
                Statement statement = connection.createStatement()) {
            statement.execute("DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$");
        }
    }

    private void changeResultTypes() throws SQLException {
        try (Connection connection = TestServer.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "ALTER TABLE coffer_users ALTER COLUMN email TYPE varchar(320), ALTER COLUMN canonical_email TYPE varchar(320)");
            statement.execute("ALTER TABLE coffer_key_values ALTER COLUMN version TYPE numeric");
        }
    }

    @Test
    void aPlanWithOtherResults_isMadeAnew() throws SQLException {
        useOften();
        changeResultTypes();
        readAndWrite(storage);
    }

    @Test
    void aStatementThatTheServerHasForgotten_isPreparedAnew() throws SQLException {
        useOften();
        forgetAllPlans();
        readAndWrite(storage);
    }

    @Test
    void inATransaction_itIsToBeTriedAgain() throws SQLException {
        useOften();
        forgetAllPlans();
        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> storage.inTransaction(this::readAndWrite))
                .satisfies(e -> assertThat(e.retry()).isEqualTo(Retry.TRANSACTION));
        storage.inTransaction(this::readAndWrite);
    }
}
