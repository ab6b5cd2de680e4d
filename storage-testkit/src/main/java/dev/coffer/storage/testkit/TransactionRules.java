package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Scan;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.Transaction;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.User;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The work of a transaction is seen by others as a whole, when it has committed, or never. */
@Needs({TRANSACTIONS, KEY_VALUES})
abstract class TransactionRules extends Rules {
    private static KeyValueRecord profile(StorageAccess access) {
        return access.keyValues().namespace("profiles").record("ada");
    }

    private static final class Checked extends Exception {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void inTransaction_workThatReturns_isCommitted() {
        storage.inTransaction(tx -> {
            profile(tx).put("a", "1");
            profile(tx).put("b", "2");
        });

        assertThat(profile().getAll().keySet()).containsExactly("a", "b");
    }

    @Test
    void callInTransaction_returnsTheResult() {
        long version = storage.callInTransaction(tx -> profile(tx).put("a", "1"));

        assertThat(profile().get("a").orElseThrow().version()).isEqualTo(version);
        assertThat(storage.<Object, RuntimeException>callInTransaction(tx -> List.of()))
                .isEqualTo(List.of());
    }

    @Test
    void inTransaction_checkedException_passesThroughAndRollsBack() {
        profile().put("old", "1");
        Checked thrown = new Checked();

        assertThatThrownBy(() -> storage.inTransaction(tx -> {
                    profile(tx).put("new", "1");
                    profile(tx).put("old", "2");
                    throw thrown;
                }))
                .isSameAs(thrown);

        assertThat(profile().getAll().keySet()).containsExactly("old");
        assertThat(profile().getText("old")).contains("1");
    }

    @Test
    void inTransaction_anyThrowable_rollsBack() {
        for (Throwable thrown :
                List.of(new IllegalArgumentException("mine"), new StackOverflowError(), new IOException())) {
            assertThatThrownBy(() -> storage.inTransaction(tx -> {
                        profile(tx).put("a", "1");
                        throwAny(thrown);
                    }))
                    .isSameAs(thrown);
            assertThat(profile().count()).isZero();
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void throwAny(Throwable thrown) throws X {
        throw (X) thrown;
    }

    @Test
    void inTransaction_afterARollback_theStorageWorks() {
        assertThatThrownBy(() -> storage.inTransaction(tx -> {
                    profile(tx).put("a", "1");
                    throw new Checked();
                }))
                .isInstanceOf(Checked.class);

        storage.inTransaction(tx -> profile(tx).put("b", "1"));

        assertThat(profile().getAll().keySet()).containsExactly("b");
    }

    @Test
    void transaction_readsItsOwnWrites() {
        profile().put("a", "1");
        storage.inTransaction(tx -> {
            profile(tx).put("a", "2");
            profile(tx).put("b", "2");
            assertThat(profile(tx).getText("a")).contains("2");
            assertThat(profile(tx).increment("n")).isEqualTo(1);
            assertThat(profile(tx).increment("n")).isEqualTo(2);
            assertThat(profile(tx).scan(Scan.all()).items()).hasSize(3);
            assertThat(profile(tx).delete("a")).isTrue();
            assertThat(profile(tx).exists("a")).isFalse();
            assertThat(profile(tx).count()).isEqualTo(2);
        });
    }

    /** The reader may have to wait for the transaction, but not see what is rolled back then. */
    @Test
    void transaction_thatHasNotCommitted_isSeenByNoOther() {
        profile().put("a", "old");
        List<Future<String>> readers = new ArrayList<>();

        assertThatThrownBy(() -> storage.inTransaction(tx -> {
                    profile(tx).put("a", "new");
                    profile(tx).put("b", "new");
                    readers.add(AtOnce.beside(thread -> profile().getText("a").orElseThrow()));
                    readers.forEach(AtOnce::giveTimeTo);
                    throw new Checked();
                }))
                .isInstanceOf(Checked.class);

        assertThat(readers).map(AtOnce::result).containsExactly("old");
        assertThat(profile().getAll().keySet()).containsExactly("a");
    }

    @Test
    void transaction_thatHasCommitted_isSeenByEveryReaderThatBeginsThen() {
        for (int i = 0; i < 20; i++) {
            String value = Integer.toString(i);
            storage.inTransaction(tx -> profile(tx).put("a", value));

            assertThat(AtOnce.results(2, thread -> profile().getText("a").orElseThrow()))
                    .containsOnly(value);
        }
    }

    @Test
    @Needs({USERS, SESSIONS, TOKENS})
    void transaction_overAllParts_isOneWhole() {
        User ada = user("ada@example.org");
        IssuedSession session = sessions().issue(NewSession.forUser(ada.id()));

        assertThatThrownBy(() -> storage.inTransaction(tx -> {
                    User bob = tx.users().create(NewUser.withEmail("bob@example.org"));
                    tx.sessions().issue(NewSession.forUser(bob.id()));
                    tx.tokens().issue(NewToken.forUser(bob.id(), "reset"));
                    profile(tx).put("a", "1");
                    tx.users().delete(ada.id());
                    assertThat(tx.sessions().find(session.token())).isEmpty();
                    throw new Checked();
                }))
                .isInstanceOf(Checked.class);

        assertThat(users().findByEmail("bob@example.org")).isEmpty();
        assertThat(users().find(ada.id())).contains(ada);
        assertThat(sessions().find(session.token())).contains(session.session());
        assertThat(profile().count()).isZero();
    }

    @Test
    @Needs({USERS, SESSIONS})
    void transaction_overAllParts_isCommittedAsOne() {
        IssuedSession issued = storage.callInTransaction(tx -> {
            User ada = tx.users().create(NewUser.withEmail("ada@example.org").password(PASSWORD));
            profile(tx).put("id", ada.id().toString());
            return tx.sessions().issue(NewSession.forUser(ada.id()));
        });

        assertThat(sessions().authenticate(issued.token())).isPresent();
        assertThat(users().authenticate("ada@example.org", PASSWORD)).isPresent();
        assertThat(profile().getText("id")).contains(issued.session().userId().toString());
    }

    @Test
    void nestedTransaction_joinsTheOuterOne() {
        storage.inTransaction(outer -> outer.inTransaction(inner -> {
            assertThat(inner).isSameAs(outer);
            profile(inner).put("inner", "1");
            assertThat(outer.<Long, RuntimeException>callInTransaction(
                            tx -> profile(tx).count()))
                    .isEqualTo(1);
        }));
        assertThat(profile().exists("inner")).isTrue();

        assertThatThrownBy(() -> storage.inTransaction(outer -> {
                    outer.inTransaction(inner -> profile(inner).put("lost", "1"));
                    throw new Checked();
                }))
                .isInstanceOf(Checked.class);
        assertThat(profile().exists("lost")).isFalse();
    }

    @Test
    void everyIsolation_commitsAndRollsBack() {
        for (TransactionOptions options : List.of(
                TransactionOptions.defaults(),
                TransactionOptions.repeatableRead(),
                TransactionOptions.serializable())) {
            storage.inTransaction(options, tx -> profile(tx).increment("n"));
            assertThatThrownBy(() -> storage.inTransaction(options, tx -> {
                        profile(tx).increment("n");
                        throw new Checked();
                    }))
                    .isInstanceOf(Checked.class);
        }

        assertThat(profile().getText("n")).contains("3");
    }

    @Test
    void hostsMethod_takesAStorageOrATransaction() {
        storage.inTransaction(tx -> count(tx));
        count(storage);

        assertThat(profile().getText("n")).contains("2");
    }

    private static void count(StorageAccess access) {
        profile(access).increment("n");
        access.inTransaction(
                (Transaction tx) -> assertThat(profile(tx).exists("n")).isTrue());
    }
}
