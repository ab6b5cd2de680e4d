package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A transaction's handle is for its own thread and until its work ends; inside it the storage itself is not to be used. */
@Needs({TRANSACTIONS, KEY_VALUES})
abstract class TransactionHandleRules extends Rules {
    private static KeyValueRecord profile(StorageAccess access) {
        return access.keyValues().namespace("profiles").record("ada");
    }

    private static void assertIllegal(ThrowingCallable call) {
        assertThatIllegalStateException().isThrownBy(call);
    }

    @Test
    void handleAfterItsEnd_isIllegalState() {
        List<Transaction> kept = new ArrayList<>();
        List<KeyValueRecord> records = new ArrayList<>();
        storage.inTransaction(tx -> {
            kept.add(tx);
            records.add(profile(tx));
        });

        assertEnded(kept.get(0), records.get(0));
    }

    @Test
    void handleAfterARollback_isIllegalState() {
        List<Transaction> kept = new ArrayList<>();
        List<KeyValueRecord> records = new ArrayList<>();
        assertThatThrownBy(() -> storage.inTransaction(tx -> {
                    kept.add(tx);
                    records.add(profile(tx));
                    throw new IllegalArgumentException("mine");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertEnded(kept.get(0), records.get(0));
    }

    private void assertEnded(Transaction tx, KeyValueRecord record) {
        assertIllegal(tx::keyValues);
        assertIllegal(() -> tx.inTransaction(joined -> {}));
        assertIllegal(() -> record.get("a"));
        assertIllegal(() -> record.put("a", "1"));
        assertThat(profile().count()).isZero();
    }

    @Test
    void handleOnAnotherThread_isIllegalStateAndTheTransactionGoesOn() {
        storage.inTransaction(tx -> {
            KeyValueRecord record = profile(tx);
            List<Throwable> errors = AtOnce.result(AtOnce.beside(thread -> List.of(
                    thrown(tx::keyValues),
                    thrown(() -> tx.inTransaction(joined -> {})),
                    thrown(() -> record.get("a")),
                    thrown(() -> record.put("a", "1")))));
            assertThat(errors).hasOnlyElementsOfType(IllegalStateException.class);
            record.put("b", "1");
        });

        assertThat(profile().getAll().keySet()).containsExactly("b");
    }

    private static Throwable thrown(ThrowingCallable call) {
        try {
            call.call();
        } catch (Throwable e) {
            return e;
        }
        return new AssertionError("nothing was thrown");
    }

    @Test
    void storageInsideItsOwnTransaction_isIllegalStateAtOnce() {
        KeyValueRecord outer = profile();
        storage.inTransaction(tx -> {
            profile(tx).put("before", "1");
            assertIllegal(() -> outer.get("before"));
            assertIllegal(() -> outer.put("a", "1"));
            assertIllegal(() -> keyValues().purge());
            assertIllegal(() -> storage.inTransaction(inner -> {}));
            assertIllegal(() -> storage.callInTransaction(inner -> inner));
            assertIllegal(() -> storage.ping());
            assertIllegal(() -> storage.close());
            profile(tx).put("after", "1");
        });

        assertThat(profile().getAll().keySet()).containsExactly("after", "before");
    }

    @Test
    @Needs(USERS)
    void usersOfTheStorageInsideItsOwnTransaction_areIllegalState() {
        storage.inTransaction(tx -> {
            assertIllegal(() -> users().count());
            assertIllegal(() -> users().find(new UUID(0x7000, 1)));
            assertIllegal(() -> users().authenticate("ada@example.org", PASSWORD));
            assertThat(tx.users().count()).isZero();
        });
    }

    @Test
    void storageAfterItsTransaction_isFreeAgain() {
        storage.inTransaction(tx -> profile(tx).put("a", "1"));
        assertThatThrownBy(() -> storage.inTransaction(tx -> {
                    throw new IllegalArgumentException("mine");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(profile().exists("a")).isTrue();
        storage.inTransaction(tx -> profile(tx).put("b", "1"));
    }

    @Test
    void anotherStorageInsideATransaction_isUsedAsEver() {
        try (Storage other = contract.open(contract.config(contract.freshUrl(), clock, UnaryOperator.identity()))) {
            storage.inTransaction(tx -> {
                profile(other).put("a", "1");
                other.inTransaction(otherTx -> profile(otherTx).put("b", "1"));
            });

            assertThat(profile(other).getAll().keySet()).containsExactly("a", "b");
        }
    }
}
