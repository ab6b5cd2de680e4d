package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.UnknownOutcome;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** PostgreSQL rolls a transaction back in which a statement has failed, and calls its commit a success. */
class CommitTest {
    private static KeyValueRecord record(StorageAccess storage) {
        return storage.keyValues().namespace("n").record("i");
    }

    @Test
    void commit_afterTheServerHasRefusedAnInputAndTheWorkHasSwallowedThat_isTransactionRolledBack() {
        String url = TestServer.NEWEST.freshUrl();
        try (Storage storage = Storage.open(url)) {
            TestServer.execute(url, "ALTER TABLE coffer_key_values ADD CHECK (key <> 'refused')");

            assertThatExceptionOfType(TransactionRolledBack.class)
                    .isThrownBy(() -> storage.inTransaction(tx -> {
                        record(tx).put("taken", "1");
                        assertThatExceptionOfType(InvalidInput.class)
                                .isThrownBy(() -> record(tx).put("refused", "1"));
                    }));
            assertThat(record(storage).get("taken")).isEmpty();
        }
    }

    /** As when the storage is closed in the midst of a call. */
    @Test
    void commit_onAConnectionThatIsClosedAtOnce_isUnknownOutcome() throws SQLException {
        try (Connection connection = TestServer.connect(TestServer.NEWEST.freshUrl());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT 1");

            assertThatExceptionOfType(UnknownOutcome.class)
                    .isThrownBy(() -> Connections.commit(closedAfterItsCommit(connection)));
        }
    }

    private static Connection closedAfterItsCommit(Connection connection) {
        Class<?>[] types = {Connection.class};
        return (Connection) Proxy.newProxyInstance(types[0].getClassLoader(), types, (proxy, method, arguments) -> {
            try {
                Object result = method.invoke(connection, arguments);
                if (method.getName().equals("commit")) {
                    connection.close();
                }
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }
}
