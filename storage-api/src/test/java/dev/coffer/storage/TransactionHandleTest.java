package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Who may use a transaction, when, and what nests in it. */
class TransactionHandleTest {
    private static final NewUser ADA = NewUser.withEmail("ada@example.org");

    private final WatchedProvider provider = new WatchedProvider();
    private final Storage storage = provider.open();

    private static List<ThrowingCallable> calls(Storage storage) {
        return List.of(
                () -> storage.users().count(),
                () -> storage.sessions().purge(),
                () -> storage.tokens().purge(),
                () -> storage.keyValues().purge(),
                storage::ping,
                storage::purgeAppliedKeys,
                storage::close,
                () -> storage.inTransaction(tx -> {}),
                () -> storage.callInTransaction(TransactionOptions.serializable(), tx -> 1),
                () -> storage.applyOnce(new IdempotencyKey("key", MovableClock.START), tx -> {}));
    }

    private static List<ThrowingCallable> calls(Transaction tx) {
        return List.of(
                tx::users,
                tx::sessions,
                tx::tokens,
                tx::keyValues,
                () -> tx.inTransaction(inner -> {}),
                () -> tx.callInTransaction(inner -> 1));
    }

    @Test
    void theOuterStorage_withinItsTransaction_isRefusedAtOnce() {
        storage.inTransaction(tx -> {
            assertThat(calls(storage))
                    .allSatisfy(call -> assertThatIllegalStateException()
                            .isThrownBy(call)
                            .withMessageContaining("inside a transaction"));
            tx.users().create(ADA);
        });

        assertThat(provider.calls()).containsExactly("begin", "tx.users.insert", "tx.commit", "tx.close");
    }

    @Test
    void theOuterStorage_isUsableAfterTheTransaction() {
        assertThatThrownBy(() -> storage.inTransaction(tx -> {
                    throw new IllegalArgumentException();
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(storage.users().count()).isZero();
    }

    @Test
    void anotherStorage_withinATransaction_isUsable() {
        Storage other = new WatchedProvider().open();

        storage.inTransaction(tx -> other.inTransaction(otherTx -> {
            otherTx.users().create(ADA);
            tx.users().create(ADA);
        }));

        assertThat(other.users().count()).isEqualTo(1);
        assertThat(storage.users().count()).isEqualTo(1);
    }

    @Test
    void theOuterStorage_onAnotherThread_isUsable() {
        long seen = storage.callInTransaction(tx -> {
            tx.users().create(ADA);
            return Threads.start(() -> storage.users().count()).join();
        });

        assertThat(seen).isZero();
    }

    @Test
    void aHandle_afterItsEnd_isRefused() {
        Transaction handle = storage.callInTransaction(tx -> tx);
        Users users = storage.callInTransaction(StorageAccess::users);
        provider.forgetCalls();

        List<ThrowingCallable> calls = new ArrayList<>(calls(handle));
        calls.add(users::count);
        assertThat(calls)
                .allSatisfy(call ->
                        assertThatIllegalStateException().isThrownBy(call).withMessage("this transaction has ended"));
        assertThat(provider.calls()).isEmpty();
    }

    @Test
    void aHandle_onAnotherThread_isRefused() {
        storage.inTransaction(tx -> {
            Users users = tx.users();
            List<ThrowingCallable> calls = new ArrayList<>(calls(tx));
            calls.add(users::count);
            Threads.run(() -> assertThat(calls)
                            .allSatisfy(call -> assertThatIllegalStateException()
                                    .isThrownBy(call)
                                    .withMessageContaining("thread")))
                    .join();
            users.create(ADA);
        });

        assertThat(storage.users().count()).isEqualTo(1);
    }

    @Test
    void inTransaction_onATransaction_joinsIt() {
        String result = storage.callInTransaction(tx -> {
            tx.inTransaction(inner -> inner.users().create(ADA));
            return tx.callInTransaction(inner -> "users: " + inner.users().count());
        });

        assertThat(result).isEqualTo("users: 1");
        assertThat(provider.calls())
                .containsExactly("begin", "tx.users.insert", "tx.users.count", "tx.commit", "tx.close");
    }

    @Test
    void aFailureOfJoinedWork_thatIsSwallowed_rollsBackTheWhole() {
        Exception failure = new Exception("own");

        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> storage.inTransaction(tx -> {
                    tx.users().create(ADA);
                    assertThatThrownBy(() -> tx.inTransaction(inner -> {
                                throw failure;
                            }))
                            .isSameAs(failure);
                }))
                .withCause(failure)
                .satisfies(rolledBack -> assertThat(rolledBack.retry()).isEqualTo(Retry.NEVER));

        assertThat(storage.users().count()).isZero();
    }

    @Test
    void joinedWork_thatIsNull_isRefused() {
        storage.inTransaction(tx -> {
            assertRefused("work", () -> tx.inTransaction(nothing()));
            assertRefused("work", () -> tx.callInTransaction(nothing()));
            tx.users().create(ADA);
        });

        assertThat(storage.users().count()).isEqualTo(1);
    }

    @Test
    void aHostsMethod_takesEither() {
        Function<StorageAccess, User> signUp =
                access -> access.callInTransaction(tx -> tx.users().create(ADA));

        assertThatThrownBy(() -> storage.inTransaction(tx -> {
                    User ada = signUp.apply(tx);
                    throw new IllegalArgumentException(ada.email());
                }))
                .isInstanceOf(IllegalArgumentException.class);
        User ada = signUp.apply(storage);

        assertThat(storage.users().find(ada.id())).contains(ada);
    }
}
