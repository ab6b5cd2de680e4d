package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a transaction ends. */
class TransactionTest {
    private static final NewUser ADA = NewUser.withEmail("ada@example.org");

    private final WatchedProvider provider = new WatchedProvider();
    private final Storage storage = provider.open();

    static final class OwnException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static void swallow(ThrowingCallable call) {
        assertThatThrownBy(call).isNotNull();
    }

    @Test
    void work_thatReturns_isCommitted() {
        storage.inTransaction(tx -> {
            tx.users().create(ADA);
            tx.keyValues().namespace("n").record("i").put("k", "value");
        });

        assertThat(provider.calls())
                .containsExactly("begin", "tx.users.insert", "tx.keyValues.apply", "tx.commit", "tx.close");
        assertThat(storage.users().count()).isEqualTo(1);
    }

    @Test
    void work_hasAllThePartsOfAStorage() {
        storage.inTransaction(tx -> {
            User ada = tx.users().create(ADA);
            tx.sessions().issue(NewSession.forUser(ada.id()));
            tx.tokens().issue(NewToken.forUser(ada.id(), "purpose"));
            tx.keyValues().namespace("n").record("i").increment("k");
        });

        assertThat(provider.calls())
                .containsExactly(
                        "begin",
                        "tx.users.insert",
                        "tx.sessions.insert",
                        "tx.tokens.insert",
                        "tx.keyValues.increment",
                        "tx.commit",
                        "tx.close");
    }

    @Test
    void work_mayHaveAResult() {
        User created = storage.callInTransaction(tx -> tx.users().create(ADA));
        @Nullable String none = storage.callInTransaction(tx -> nothing());

        assertThat(storage.users().find(created.id())).contains(created);
        assertThat(none).isNull();
    }

    static List<Throwable> failures() {
        return List.of(
                new OwnException(),
                new IllegalArgumentException("own"),
                new StackOverflowError(),
                new InvalidInput("own", "is wrong"),
                new Busy("own", null));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void work_thatFails_isRolledBackAndItsFailurePassesThrough(Throwable failure) {
        TransactionWork<Exception> work = tx -> {
            tx.users().create(ADA);
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        };

        assertThatThrownBy(() -> storage.inTransaction(work)).isSameAs(failure);

        assertThat(provider.calls()).containsExactly("begin", "tx.users.insert", "tx.close");
        assertThat(storage.users().count()).isZero();
    }

    @Test
    void anOwnCheckedException_needsNoWrapping() {
        assertThatExceptionOfType(OwnException.class).isThrownBy(this::throwsItsOwn);
    }

    private void throwsItsOwn() throws OwnException {
        storage.inTransaction(tx -> {
            throw new OwnException();
        });
    }

    static List<RuntimeException> spoiling() {
        return List.of(
                new Duplicate("email", null),
                new MissingReference("userId", null),
                new SerializationConflict("conflict", null),
                new Busy("busy", null),
                new Timeout("timeout", null),
                new Unavailable("unavailable", null),
                new UnknownOutcome("unknown", null),
                new TransactionRolledBack("idle", null),
                new ReadOnly("read only", null),
                new ResourceExhausted("full", null),
                new AccessDenied("denied", null),
                new SchemaMismatch("schema", null),
                new Corrupt("corrupt", null),
                new StorageException("other", "999", Outcome.NOT_APPLIED, null));
    }

    @ParameterizedTest
    @MethodSource("spoiling")
    void anError_thatIsSwallowed_rollsBackAndIsTheCause(StorageException error) {
        provider.failing("tx.users.count", error);

        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> storage.inTransaction(tx -> {
                    tx.users().create(ADA);
                    swallow(() -> tx.users().count());
                }))
                .withCause(error)
                .satisfies(rolledBack -> {
                    assertThat(rolledBack.retry()).isEqualTo(error.retry());
                    assertThat(rolledBack.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                });

        assertThat(provider.calls()).endsWith("tx.users.count", "tx.close");
        assertThat(storage.users().count()).isZero();
    }

    static List<Throwable> defects() {
        return List.of(new IllegalArgumentException("a defect"), new OutOfMemoryError("a defect"));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void aDefectOfTheProvider_thatIsSwallowed_rollsBackToo(Throwable defect) {
        provider.doing("tx.users.count", () -> {
            if (defect instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) defect;
        });

        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() ->
                        storage.inTransaction(tx -> swallow(() -> tx.users().count())))
                .withCause(defect)
                .satisfies(rolledBack -> assertThat(rolledBack.retry()).isEqualTo(Retry.NEVER));
    }

    @Test
    void afterAnError_everyCallFailsByItWithoutTheProvider() {
        Busy first = new Busy("first", null);
        provider.failing("tx.users.count", first);

        assertThatExceptionOfType(TransactionRolledBack.class)
                .isThrownBy(() -> storage.inTransaction(tx -> {
                    swallow(() -> tx.users().count());
                    assertThatExceptionOfType(TransactionRolledBack.class)
                            .isThrownBy(() -> tx.users().create(ADA))
                            .withCause(first);
                    swallow(() -> tx.users().create(ADA));
                }))
                .withCause(first);

        assertThat(provider.calls()).containsExactly("begin", "tx.users.count", "tx.close");
    }

    static List<RuntimeException> harmless() {
        return List.of(
                new InvalidInput("value", "is wrong"),
                new NotFound("user"),
                new VersionConflict(OptionalLong.of(3)),
                new Unsupported(Capability.USERS));
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void anErrorThatChangedNothing_doesNotSpoilTheTransaction(RuntimeException error) {
        provider.failing("tx.users.count", error);

        storage.inTransaction(tx -> {
            assertThatThrownBy(() -> tx.users().count()).isSameAs(error);
            tx.users().create(ADA);
        });

        assertThat(storage.users().count()).isEqualTo(1);
    }

    @Test
    void inputThatIsRefused_doesNotSpoilTheTransaction() {
        storage.inTransaction(tx -> {
            assertRefused("email", () -> tx.users().create(NewUser.withEmail("nobody")));
            swallow(() -> tx.users().lock(UUID.randomUUID()));
            tx.users().create(ADA);
        });

        assertThat(storage.users().count()).isEqualTo(1);
    }

    @Test
    void commit_thatFails_failsTheCall() {
        UnknownOutcome lost = new UnknownOutcome("lost", null);
        provider.failing("tx.commit", lost);

        assertThatThrownBy(() -> storage.inTransaction(tx -> tx.users().create(ADA)))
                .isSameAs(lost);

        assertThat(provider.calls()).endsWith("tx.commit", "tx.close");
        assertThat(storage.users().count()).isZero();
    }

    @Test
    void begin_thatFails_leavesTheStorageUsable() {
        Unavailable unavailable = new Unavailable("unavailable", null);
        provider.failing("begin", unavailable);

        assertThatThrownBy(() -> storage.inTransaction(tx -> {})).isSameAs(unavailable);

        assertThat(storage.users().count()).isZero();
        storage.inTransaction(tx -> tx.users().create(ADA));
    }

    @Test
    void nulls_areRefusedBeforeATransactionBegins() {
        assertRefused("work", () -> storage.inTransaction(nothing()));
        assertRefused("work", () -> storage.callInTransaction(nothing()));
        assertRefused("options", () -> storage.inTransaction(nothing(), tx -> {}));
        assertRefused("options", () -> storage.callInTransaction(nothing(), tx -> 1));

        assertThat(provider.calls()).isEmpty();
    }

    @Test
    void options_reachTheProvider() {
        storage.users().create(ADA);

        assertThatExceptionOfType(ReadOnly.class)
                .isThrownBy(() -> storage.inTransaction(
                        TransactionOptions.readOnlySnapshot(), tx -> tx.users().create(ADA)));
        long count = storage.callInTransaction(
                TransactionOptions.readOnlySnapshot(), tx -> tx.users().count());

        assertThat(count).isEqualTo(1);
    }
}
