package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is tried again, and how often. */
class RetriesTest {
    private static final NewUser ADA = NewUser.withEmail("ada@example.org");

    private final WatchedProvider provider = new WatchedProvider();
    private final Storage storage = provider.open();
    private final AtomicInteger runs = new AtomicInteger();

    private static RuntimeException[] conflicts(int count) {
        return Stream.generate(() -> new SerializationConflict("conflict", null))
                .limit(count)
                .toArray(RuntimeException[]::new);
    }

    private long timesCalled(String call) {
        return Collections.frequency(provider.calls(), call);
    }

    private void serializably() {
        storage.inTransaction(TransactionOptions.serializable(), tx -> {
            runs.incrementAndGet();
            tx.users().create(ADA);
        });
    }

    @Test
    void aSingleOperation_isTried5TimesOnConflict() {
        provider.failing("users.insert", conflicts(4));

        User ada = storage.users().create(ADA);

        assertThat(provider.calls()).containsOnly("users.insert").hasSize(5);
        assertThat(storage.users().find(ada.id())).contains(ada);
    }

    @Test
    void aSingleOperation_failsByItsFifthConflict() {
        RuntimeException[] conflicts = conflicts(5);
        provider.failing("users.count", conflicts);

        assertThatThrownBy(() -> storage.users().count()).isSameAs(conflicts[4]);

        assertThat(provider.calls()).hasSize(5);
    }

    static List<RuntimeException> notRetried() {
        return List.of(
                new Busy("busy", null),
                new Timeout("timeout", null),
                new Unavailable("unavailable", null),
                new UnknownOutcome("unknown", null),
                new TransactionRolledBack("idle", null),
                new Duplicate("email", null),
                new VersionConflict(OptionalLong.empty()),
                new IllegalArgumentException("a defect"));
    }

    @ParameterizedTest
    @MethodSource("notRetried")
    void aSingleOperation_isNotTriedAgainAfterAnythingElse(RuntimeException error) {
        provider.failing("users.count", error);

        assertThatThrownBy(() -> storage.users().count()).isSameAs(error);

        assertThat(provider.calls()).containsExactly("users.count");
    }

    private static RuntimeException[] lostAnswers(int count) {
        return Stream.generate(() -> new UnknownOutcome("lost", null))
                .limit(count)
                .toArray(RuntimeException[]::new);
    }

    @Test
    void create_isTriedAgainAfterALostAnswer_andFindsWhatItHasCreated() {
        provider.failingAfter("users.insert", lostAnswers(1));

        User ada = storage.users().create(ADA);

        assertThat(storage.users().find(ada.id())).contains(ada);
        assertThat(storage.users().count()).isEqualTo(1);
        assertThat(timesCalled("users.insert")).isEqualTo(2);
    }

    @Test
    void create_afterALostAnswer_isADuplicateOfSomebodyElse() {
        UUID id = UUID.randomUUID();
        storage.users().create(NewUser.withEmail("bob@example.org").id(id));
        provider.failing("users.insert", lostAnswers(1));

        assertThatThrownBy(() -> storage.users().create(ADA.id(id))).isInstanceOf(Duplicate.class);
    }

    @Test
    void create_failsByItsFifthLostAnswer_whateverCameBetween() {
        provider.failing(
                "users.insert",
                new UnknownOutcome("lost", null),
                new UnknownOutcome("lost", null),
                new Unavailable("away", null),
                new Unavailable("away", null),
                new Unavailable("away", null));

        assertThatExceptionOfType(UnknownOutcome.class)
                .isThrownBy(() -> storage.users().create(ADA))
                .withCauseInstanceOf(Unavailable.class);

        assertThat(timesCalled("users.insert")).isEqualTo(5);
    }

    @Test
    void issue_isTriedAgainAfterALostAnswer_withTheSameToken() {
        User ada = storage.users().create(ADA);
        provider.failingAfter("sessions.insert", lostAnswers(1)).failingAfter("tokens.insert", lostAnswers(1));

        IssuedSession session = storage.sessions().issue(NewSession.forUser(ada.id()));
        IssuedToken token = storage.tokens().issue(NewToken.forUser(ada.id(), "reset"));

        assertThat(storage.sessions().find(session.token())).contains(session.session());
        assertThat(storage.sessions().list(ada.id(), PageRequest.first(10)).items())
                .hasSize(1);
        assertThat(storage.tokens().consume("reset", token.token())).isPresent();
    }

    @Test
    void issue_afterALostAnswer_ofAUserThatWasDeletedMeanwhile_isAMissingReference() {
        provider.failing("sessions.insert", lostAnswers(1));

        assertThatExceptionOfType(MissingReference.class)
                .isThrownBy(() -> storage.sessions().issue(NewSession.forUser(UUID.randomUUID())));
    }

    @Test
    void whatWasLeftByALostAnswer_andTakesLongToConfirm_isNotTriedAgain() {
        provider.failingAfter("users.insert", lostAnswers(1))
                .failingLate("confirm", new UnknownOutcome("not confirmed", null));

        assertThatExceptionOfType(UnknownOutcome.class)
                .isThrownBy(() -> storage.users().create(ADA));

        assertThat(timesCalled("confirm")).isEqualTo(1);
        assertThat(timesCalled("users.insert")).isEqualTo(2);
    }

    @Test
    void aLostAnswerThatTookLong_isNotTriedAgain() {
        provider.failingLate("users.insert", new UnknownOutcome("lost", null));

        assertThatExceptionOfType(UnknownOutcome.class)
                .isThrownBy(() -> storage.users().create(ADA));

        assertThat(timesCalled("users.insert")).isEqualTo(1);
    }

    @Test
    void withinATransaction_nothingIsTriedAgain() {
        provider.failing("tx.users.insert", conflicts(1));

        assertThatExceptionOfType(SerializationConflict.class)
                .isThrownBy(() -> storage.inTransaction(tx -> {
                    runs.incrementAndGet();
                    tx.users().create(ADA);
                }));

        assertThat(runs).hasValue(1);
        assertThat(timesCalled("tx.users.insert")).isEqualTo(1);
    }

    @Test
    void aPlainTransaction_isNotTriedAgain() {
        for (TransactionOptions once : List.of(
                TransactionOptions.defaults(),
                TransactionOptions.repeatableRead(),
                TransactionOptions.readOnlySnapshot())) {
            provider.failing("tx.commit", conflicts(1));

            assertThatExceptionOfType(SerializationConflict.class)
                    .isThrownBy(() -> storage.inTransaction(once, tx -> runs.incrementAndGet()));
        }

        assertThat(runs).hasValue(3);
    }

    @Test
    void serializable_runsTheWholeWorkAgain() {
        provider.failing("tx.users.insert", conflicts(2)).failing("tx.commit", conflicts(2));

        serializably();

        assertThat(runs).hasValue(5);
        assertThat(timesCalled("begin")).isEqualTo(5);
        assertThat(timesCalled("tx.close")).isEqualTo(5);
        assertThat(storage.users().count()).isEqualTo(1);
    }

    @Test
    void serializable_failsByItsFifthConflict() {
        RuntimeException[] conflicts = conflicts(5);
        provider.failing("tx.commit", conflicts);

        assertThatThrownBy(this::serializably).isSameAs(conflicts[4]);

        assertThat(runs).hasValue(5);
    }

    @Test
    void serializable_runsAgainWhenTheConflictWasSwallowed() {
        provider.failing("tx.users.count", conflicts(1));

        storage.inTransaction(TransactionOptions.serializable(), tx -> {
            if (runs.incrementAndGet() == 1) {
                assertThatExceptionOfType(SerializationConflict.class)
                        .isThrownBy(() -> tx.users().count());
            }
        });

        assertThat(runs).hasValue(2);
    }

    @Test
    void serializable_runsAgainWhenBeginConflicts() {
        provider.failing("begin", conflicts(1));

        serializably();

        assertThat(runs).hasValue(1);
        assertThat(timesCalled("begin")).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("notRetried")
    void serializable_doesNotRunAgainAfterAnythingElse(RuntimeException error) {
        provider.failing("tx.users.insert", error);

        assertThatThrownBy(this::serializably).isSameAs(error);

        assertThat(runs).hasValue(1);
    }

    @Test
    void betweenTries_thereIsAPause() {
        provider.failing("users.count", conflicts(4));
        long start = System.nanoTime();

        assertThat(storage.users().count()).isZero();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(40), Threads.SOON);
    }

    @Test
    void anInterrupt_endsTheTriesAndStays() {
        RuntimeException[] conflicts = conflicts(2);
        provider.failing("users.count", conflicts).doing("users.count", () -> {});
        CompletableFuture<Boolean> interrupted = Threads.start(() -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> storage.users().count()).isSameAs(conflicts[0]);
            return Thread.currentThread().isInterrupted();
        });

        assertThat(interrupted).succeedsWithin(Threads.SOON).isEqualTo(true);
        assertThat(provider.calls()).containsExactly("users.count");
    }

    @Test
    void close_letsTheTriesFinish() {
        provider.failing("tx.commit", conflicts(4));
        CompletableFuture<?> work = Threads.run(this::serializably);
        Threads.await(() -> timesCalled("tx.close") == 1);

        storage.close();

        assertThat(work).succeedsWithin(Threads.SOON);
        assertThat(provider.calls()).endsWith("tx.commit", "tx.close", "close");
    }
}
