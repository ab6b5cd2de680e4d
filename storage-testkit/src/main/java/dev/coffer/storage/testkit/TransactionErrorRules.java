package dev.coffer.storage.testkit;

import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.SESSIONS;
import static dev.coffer.storage.Capability.TOKENS;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.Capability.USERS;
import static dev.coffer.storage.testkit.Refusals.assertDuplicate;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static dev.coffer.storage.testkit.Refusals.assertMissingReference;
import static dev.coffer.storage.testkit.Refusals.assertNotFound;
import static dev.coffer.storage.testkit.Refusals.assertVersionConflict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.Duplicate;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.Mutation;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.PutOptions;
import dev.coffer.storage.Retry;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.Transaction;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * After an error a transaction can only roll back, even if its work swallows the error. InvalidInput, NotFound, VersionConflict and
 * Unsupported are answers, not errors: they change nothing, and it goes on.
 */
@Needs({TRANSACTIONS, KEY_VALUES})
abstract class TransactionErrorRules extends Rules {
    private static final UUID UNKNOWN = new UUID(0x7000, 1);

    private static KeyValueRecord profile(StorageAccess access) {
        return access.keyValues().namespace("profiles").record("ada");
    }

    /** A transaction that swallows a Duplicate. */
    private void swallowDuplicate(Transaction tx) {
        assertDuplicate("email", () -> tx.users().create(NewUser.withEmail("ada@example.org")));
    }

    @Test
    @Needs(USERS)
    void swallowedDuplicate_rollsBackWithItAsTheCause() {
        user("ada@example.org");

        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> storage.inTransaction(tx -> {
                    profile(tx).put("before", "1");
                    swallowDuplicate(tx);
                }))
                .withCauseInstanceOf(Duplicate.class)
                .satisfies(e -> {
                    assertThat(e.retry()).isEqualTo(Retry.NEVER);
                    assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                });
        assertThat(profile().count()).isZero();
        assertThat(users().count()).isEqualTo(1);
    }

    @Test
    @Needs({USERS, SESSIONS})
    void swallowedMissingReference_rollsBackWithItAsTheCause() {
        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> storage.inTransaction(tx -> {
                    profile(tx).put("before", "1");
                    assertMissingReference("userId", () -> tx.sessions().issue(NewSession.forUser(UNKNOWN)));
                }))
                .withCauseInstanceOf(MissingReference.class);
        assertThat(profile().count()).isZero();
    }

    @Test
    @Needs({USERS, TOKENS})
    void swallowedMissingReferenceOfAToken_rollsBack() {
        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> storage.inTransaction(tx ->
                        assertMissingReference("userId", () -> tx.tokens().issue(NewToken.forUser(UNKNOWN, "reset")))));
    }

    @Test
    @Needs(USERS)
    void operationAfterAnError_isTransactionRolledBack() {
        user("ada@example.org");

        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> storage.inTransaction(tx -> {
                    swallowDuplicate(tx);
                    assertThatExceptionOfType(TransactionRolledBack.class)
                            .isThrownBy(() -> profile(tx).put("after", "1"))
                            .withCauseInstanceOf(Duplicate.class);
                    assertThatExceptionOfType(TransactionRolledBack.class)
                            .isThrownBy(() -> tx.users().count());
                }));
        assertThat(profile().count()).isZero();
    }

    @Test
    @Needs({USERS, SESSIONS})
    void firstOfSeveralErrors_isTheCause() {
        user("ada@example.org");

        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> storage.inTransaction(tx -> {
                    swallowDuplicate(tx);
                    assertThatThrownBy(() -> tx.sessions().issue(NewSession.forUser(UNKNOWN)))
                            .isInstanceOf(TransactionRolledBack.class);
                }))
                .withCauseInstanceOf(Duplicate.class);
    }

    @Test
    @Needs(USERS)
    void errorThatIsNotSwallowed_passesThroughItself() {
        user("ada@example.org");

        assertDuplicate(
                "email",
                () -> storage.inTransaction(tx -> {
                    profile(tx).put("before", "1");
                    tx.users().create(NewUser.withEmail("ada@example.org"));
                }));
        assertThat(profile().count()).isZero();
    }

    @Test
    @Needs(USERS)
    void ownExceptionAfterAnError_passesThrough() {
        user("ada@example.org");
        IllegalArgumentException own = new IllegalArgumentException("mine");

        assertThatThrownBy(() -> storage.inTransaction(tx -> {
                    swallowDuplicate(tx);
                    throw own;
                }))
                .isSameAs(own);
    }

    @Test
    void exceptionOutOfAJoinedTransaction_rollsBackTheWholeEvenIfSwallowed() {
        IllegalArgumentException own = new IllegalArgumentException("mine");

        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> storage.inTransaction(tx -> {
                    profile(tx).put("outer", "1");
                    assertThatThrownBy(() -> tx.inTransaction(joined -> {
                                throw own;
                            }))
                            .isSameAs(own);
                }))
                .withCause(own);
        assertThat(profile().count()).isZero();
    }

    @Test
    void storageAfterASwallowedError_worksAsBefore() {
        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> storage.inTransaction(tx -> assertThatThrownBy(() -> tx.inTransaction(joined -> {
                            throw new IllegalArgumentException("mine");
                        }))
                        .isInstanceOf(IllegalArgumentException.class)));

        storage.inTransaction(tx -> profile(tx).put("a", "1"));
        assertThat(profile().exists("a")).isTrue();
    }

    @Test
    void invalidInput_changesNothingAndTheTransactionGoesOn() {
        storage.inTransaction(tx -> {
            profile(tx).put("before", "text");
            assertInvalidInput("key", () -> profile(tx).put("", "x"));
            assertInvalidInput("value", () -> profile(tx).increment("before"));
            profile(tx).put("max", Long.toString(Long.MAX_VALUE));
            assertInvalidInput("delta", () -> profile(tx).increment("max"));
            profile(tx).put("after", "1");
        });

        assertThat(profile().getAll().keySet()).containsExactly("after", "before", "max");
        assertThat(profile().getText("before")).contains("text");
    }

    @Test
    void versionConflict_changesNothingAndTheTransactionGoesOn() {
        long current = profile().put("taken", "1");

        storage.inTransaction(tx -> {
            profile(tx).put("before", "1");
            assertVersionConflict(current, () -> profile(tx).put("taken", "2", PutOptions.ifAbsent()));
            assertVersionConflict(current, () -> profile(tx).delete("taken", current + 1_000));
            profile(tx).put("after", "1");
        });

        assertThat(profile().getAll().keySet()).containsExactly("after", "before", "taken");
        assertThat(profile().getText("taken")).contains("1");
    }

    @Test
    void versionConflictOfABatch_changesNothingAndTheTransactionGoesOn() {
        long current = profile().put("taken", "1");
        profile().put("old", "1");

        storage.inTransaction(tx -> {
            assertVersionConflict(
                    OptionalLong.of(current),
                    2,
                    () -> tx.keyValues()
                            .apply(List.of(
                                    Mutation.put(profile(tx).item("new"), "1"),
                                    Mutation.delete(profile(tx).item("old")),
                                    Mutation.put(profile(tx).item("taken"), "2", PutOptions.ifAbsent()))));
            profile(tx).put("after", "1");
        });

        assertThat(profile().getAll().keySet()).containsExactly("after", "old", "taken");
    }

    @Test
    @Needs(USERS)
    void staleUpdateOfAUser_changesNothingAndTheTransactionGoesOn() {
        User ada = user("ada@example.org");

        storage.inTransaction(tx -> {
            assertVersionConflict(
                    1,
                    () -> tx.users()
                            .update(
                                    ada.id(),
                                    UserUpdate.email("other@example.org").ifVersion(2)));
            profile(tx).put("after", "1");
        });

        assertThat(users().find(ada.id())).contains(ada);
        assertThat(profile().exists("after")).isTrue();
    }

    @Test
    @Needs({USERS, SESSIONS})
    void notFound_changesNothingAndTheTransactionGoesOn() {
        IssuedSession issued =
                sessions().issue(NewSession.forUser(user("ada@example.org").id()));

        storage.inTransaction(tx -> {
            assertNotFound("user", () -> tx.users().setPassword(UNKNOWN, PASSWORD));
            assertNotFound("user", () -> tx.users().lock(UNKNOWN));
            assertNotFound("session", () -> tx.sessions().updateMetadata(UNKNOWN, Map.of()));
            profile(tx).put("after", "1");
        });

        assertThat(sessions().find(issued.token())).contains(issued.session());
        assertThat(profile().exists("after")).isTrue();
    }
}
