package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.APPLY_ONCE;
import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.KeyValues;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Scan;
import dev.coffer.storage.Sessions;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.Tokens;
import dev.coffer.storage.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A closed storage refuses every call. Closing lets the calls that run finish, for a time, and does no more the second time. */
abstract class ClosingRules extends Rules {
    private static final UUID ID = new UUID(0x7000, 1);

    private static void assertClosed(ThrowingCallable... calls) {
        for (ThrowingCallable call : calls) {
            assertThatIllegalStateException().isThrownBy(call);
        }
    }

    @Test
    void ping_openStorage_returns() {
        assertThatCode(() -> storage.ping()).doesNotThrowAnyException();
    }

    @Test
    void ping_closedStorage_isIllegalState() {
        storage.close();

        assertClosed(() -> storage.ping());
    }

    @Test
    void close_again_doesNothing() {
        storage.close();

        assertThatCode(() -> storage.close()).doesNotThrowAnyException();
    }

    @Test
    void close_manyAtOnce_allReturn() {
        assertThat(AtOnce.results(8, thread -> {
                    storage.close();
                    return thread;
                }))
                .hasSize(8);
    }

    @Test
    @Needs(KEY_VALUES)
    void keyValues_afterClose_areIllegalState() {
        KeyValues keyValues = storage.keyValues();
        KeyValueRecord record = profile();
        record.put("a", "1");
        storage.close();

        assertClosed(
                () -> record.get("a"),
                () -> record.getAll(),
                () -> record.exists("a"),
                () -> record.put("a", "1"),
                () -> record.increment("n"),
                () -> record.delete("a"),
                () -> record.clear(),
                () -> record.scan(Scan.all()),
                () -> record.count(),
                () -> keyValues.purge());
    }

    @Test
    @Needs(USERS)
    void users_afterClose_areIllegalState() {
        Users users = storage.users();
        storage.close();

        assertClosed(
                () -> users.create(NewUser.withEmail("ada@example.org")),
                () -> users.find(ID),
                () -> users.findByEmail("ada@example.org"),
                () -> users.authenticate("ada@example.org", PASSWORD),
                () -> users.list(PageRequest.first(1)),
                () -> users.delete(ID),
                () -> users.count());
    }

    @Test
    @Needs({USERS, SESSIONS, TOKENS})
    void sessionsAndTokens_afterClose_areIllegalState() {
        Sessions sessions = storage.sessions();
        Tokens tokens = storage.tokens();
        storage.close();

        assertClosed(
                () -> sessions.issue(NewSession.forUser(ID)),
                () -> sessions.authenticate("token"),
                () -> sessions.purge(),
                () -> tokens.issue(NewToken.forUser(ID, "reset")),
                () -> tokens.consume("reset", "token"),
                () -> tokens.purge());
    }

    @Test
    @Needs(TRANSACTIONS)
    void transaction_afterClose_isIllegalState() {
        storage.close();

        assertClosed(() -> storage.inTransaction(tx -> {}));
    }

    @Test
    @Needs(APPLY_ONCE)
    void applyOnce_afterClose_isIllegalState() {
        storage.close();

        assertClosed(
                () -> storage.applyOnce(new IdempotencyKey("order-1", clock.instant()), tx -> {}),
                () -> storage.purgeAppliedKeys());
    }

    @Test
    @Needs({TRANSACTIONS, KEY_VALUES})
    void close_letsARunningTransactionFinish() throws InterruptedException {
        List<Boolean> closed = new ArrayList<>();
        Thread closing = new Thread(() -> {
            storage.close();
            closed.add(true);
        });

        storage.inTransaction(tx -> {
            KeyValueRecord record = tx.keyValues().namespace("profiles").record("ada");
            record.put("a", "1");
            closing.start();
            while (closing.isAlive() && closing.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            assertThat(closed).isEmpty();
            record.put("b", "1");
            assertThat(record.count()).isEqualTo(2);
        });

        closing.join();
        assertThat(closed).containsExactly(true);
    }

    @Test
    @Needs({TRANSACTIONS, KEY_VALUES})
    void close_afterItsTimeout_returnsThoughATransactionStillRuns() {
        openFresh(config -> config.closeTimeout(Duration.ofMillis(1)));
        List<Future<String>> closing = new ArrayList<>();
        try {
            storage.inTransaction(tx -> {
                closing.add(AtOnce.beside(thread -> {
                    storage.close();
                    return "closed";
                }));
                assertThat(closing).map(AtOnce::result).containsExactly("closed");
            });
        } catch (StorageException ended) {
            assertThat(closing).hasSize(1); // the transaction may not commit any more
        }
        assertClosed(() -> storage.ping());
    }
}
