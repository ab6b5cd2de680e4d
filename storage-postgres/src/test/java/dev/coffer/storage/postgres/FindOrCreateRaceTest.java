package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.FoundOrCreated;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The winner of an address is gone again before the loser looks for it. Triggers hold the loser at the two moments that count. */
class FindOrCreateRaceTest {
    private static final int BEFORE_INSERT = 81001;
    private static final int AFTER_INSERT = 81002;
    private static final NewUser ADA = NewUser.withEmail("ada@example.org");

    private final String url = TestServer.NEWEST.freshUrl();
    private final String schema = PostgresUrl.parse(url).user().orElseThrow();

    @Test
    void findOrCreate_winnerIsGone_createsTheUser() throws SQLException {
        assertCreated(storage -> storage.users().findOrCreate(ADA));
    }

    @Test
    void findOrCreate_winnerIsGoneDuringATransaction_createsTheUser() throws SQLException {
        assertCreated(storage -> storage.callInTransaction(tx -> tx.users().findOrCreate(ADA)));
    }

    @FunctionalInterface
    private interface Call {
        FoundOrCreated on(Storage storage);
    }

    private void assertCreated(Call findOrCreate) throws SQLException {
        try (Storage storage = Storage.open(url);
                Connection referee = TestServer.connect(url);
                Statement lock = referee.createStatement()) {
            lock.execute("SELECT pg_advisory_lock(%d), pg_advisory_lock(%d)".formatted(BEFORE_INSERT, AFTER_INSERT));
            User winner = storage.users().create(NewUser.withEmail("x@example.org"));
            TestServer.NEWEST.execute(triggers());

            CompletableFuture<FoundOrCreated> loser = Beside.call(() -> findOrCreate.on(storage));
            ServerActivity.awaitAdvisoryLock(referee, BEFORE_INSERT);
            TestServer.NEWEST.execute(
                    "UPDATE %s.coffer_users SET canonical_email = 'ada@example.org'".formatted(schema));
            lock.execute("SELECT pg_advisory_unlock(%d)".formatted(BEFORE_INSERT));
            ServerActivity.awaitAdvisoryLock(referee, AFTER_INSERT);
            TestServer.NEWEST.execute("DELETE FROM %s.coffer_users".formatted(schema));
            lock.execute("SELECT pg_advisory_unlock(%d)".formatted(AFTER_INSERT));

            FoundOrCreated outcome = loser.join();
            assertThat(outcome.created()).isTrue();
            assertThat(outcome.user().id()).isNotEqualTo(winner.id());
            assertThat(storage.users().findByEmail("ada@example.org")).contains(outcome.user());
        }
    }

    private String triggers() {
        return """
                SET search_path = %s;
                CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
                  $$ BEGIN PERFORM pg_advisory_xact_lock(TG_ARGV[0]::bigint); RETURN NEW; END $$;
                CREATE TRIGGER before BEFORE INSERT ON coffer_users FOR EACH ROW EXECUTE FUNCTION wait(%d);
                CREATE TRIGGER after AFTER INSERT ON coffer_users FOR EACH STATEMENT EXECUTE FUNCTION wait(%d);
                """.formatted(schema, BEFORE_INSERT, AFTER_INSERT);
    }
}
