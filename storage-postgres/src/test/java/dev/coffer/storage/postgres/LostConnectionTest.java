package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Retry;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.Timeout;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.TransactionRolledBack;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The server ends what it should do. */
class LostConnectionTest {
    private final String url = TestServer.NEWEST.freshUrl();
    private final String role = PostgresUrl.parse(url).user().orElseThrow();
    private final Storage storage = Storage.open(StorageConfig.forUrl(url)
            .readTimeout(Duration.ofSeconds(1))
            .poolSize(2)
            .build());

    @AfterEach
    void worksAgain() {
        storage.users().create(NewUser.withEmail("eve@example.org"));
        assertThat(storage.users().count()).isEqualTo(1);
        storage.close();
    }

    private void killSessions() {
        TestServer.NEWEST.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + role + "'");
    }

    private static void assertRolledBack(ThrowingCallable work) {
        assertThatExceptionOfType(TransactionRolledBack.class).isThrownBy(work).satisfies(error -> {
            assertThat(error.retry()).isEqualTo(Retry.TRANSACTION);
            assertThat(error.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        });
    }

    @Test
    void aTransactionWhoseSessionIsKilled_isRolledBack() {
        assertRolledBack(() -> storage.inTransaction(tx -> {
            tx.users().create(NewUser.withEmail("ada@example.org"));
            killSessions();
            tx.users().create(NewUser.withEmail("bob@example.org"));
        }));
    }

    @Test
    void aSnapshotWhoseSessionIsKilled_isRolledBack() {
        assertRolledBack(() -> storage.inTransaction(TransactionOptions.readOnlySnapshot(), tx -> {
            killSessions();
            tx.users().count();
        }));
    }

    @Test
    void aReadThatTakesTooLong_isTimeout_alsoInATransaction() {
        TestServer.NEWEST.execute("""
                CREATE FUNCTION %1$s.slow() RETURNS boolean LANGUAGE plpgsql VOLATILE AS
                  'BEGIN PERFORM pg_sleep(30); RETURN true; END';
                ALTER TABLE %1$s.coffer_users RENAME TO users_behind;
                CREATE VIEW %1$s.coffer_users AS SELECT * FROM %1$s.users_behind WHERE %1$s.slow();
                INSERT INTO %1$s.users_behind (id, email, canonical_email, metadata, created_at, updated_at, version)
                VALUES (gen_random_uuid(), 'ada', 'ada', '{}', now(), now(), 1);
                GRANT ALL ON %1$s.coffer_users TO %1$s;
                """.formatted(role));
        assertTimeout(() -> storage.users().count());
        assertTimeout(() -> storage.inTransaction(tx -> tx.users().count()));
        TestServer.NEWEST.execute("""
                DROP VIEW %1$s.coffer_users;
                ALTER TABLE %1$s.users_behind RENAME TO coffer_users;
                DELETE FROM %1$s.coffer_users;
                """.formatted(role));
    }

    private static void assertTimeout(ThrowingCallable read) {
        assertThatExceptionOfType(Timeout.class)
                .isThrownBy(read)
                .extracting(StorageException::outcome)
                .isEqualTo(Outcome.NOT_APPLIED);
    }
}
