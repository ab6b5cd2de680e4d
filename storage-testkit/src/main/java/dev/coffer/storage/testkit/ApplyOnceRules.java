package dev.coffer.storage.testkit;

import static dev.coffer.storage.ApplyOutcome.ALREADY_APPLIED;
import static dev.coffer.storage.ApplyOutcome.APPLIED;
import static dev.coffer.storage.Capability.APPLY_ONCE;
import static dev.coffer.storage.Capability.KEY_VALUES;
import static dev.coffer.storage.Capability.TRANSACTIONS;
import static dev.coffer.storage.testkit.Refusals.assertInvalidInput;
import static dev.coffer.storage.testkit.TestClock.MICROSECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.ApplyOutcome;
import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.KeyValueRecord;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.TransactionOptions;
import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.spi.StorageBackend;
import dev.coffer.storage.spi.StorageTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Work with an idempotency key is applied once, however often it is tried, by however many, whatever answer is lost. */
@Needs({TRANSACTIONS, APPLY_ONCE, KEY_VALUES})
abstract class ApplyOnceRules extends Rules {
    private static KeyValueRecord profile(StorageAccess access) {
        return access.keyValues().namespace("profiles").record("ada");
    }

    private IdempotencyKey key(String value) {
        return new IdempotencyKey(value, clock.instant());
    }

    private ApplyOutcome count(IdempotencyKey key) {
        return storage.applyOnce(key, tx -> profile(tx).increment("n"));
    }

    private String counted() {
        return profile().getText("n").orElse("0");
    }

    @Test
    void applyOnce_again_isAlreadyApplied() {
        IdempotencyKey key = key("order-1");

        assertThat(count(key)).isEqualTo(APPLIED);
        assertThat(count(key)).isEqualTo(ALREADY_APPLIED);
        assertThat(count(key)).isEqualTo(ALREADY_APPLIED);

        assertThat(counted()).isEqualTo("1");
    }

    @Test
    void applyOnce_anotherKey_isAppliedToo() {
        for (String value : List.of("order-1", "order-2", "Order-1", "order-1 ", "\ud83d\ude00")) {
            assertThat(count(key(value))).as(value).isEqualTo(APPLIED);
        }

        assertThat(counted()).isEqualTo("5");
    }

    @Test
    void applyOnce_workThatThrows_isRolledBackAndMayBeTriedAgain() {
        IdempotencyKey key = key("order-1");
        IllegalArgumentException own = new IllegalArgumentException("mine");
        assertThatThrownBy(() -> storage.applyOnce(key, tx -> {
                    profile(tx).increment("n");
                    throw own;
                }))
                .isSameAs(own);
        assertThat(counted()).isEqualTo("0");

        assertThat(count(key)).isEqualTo(APPLIED);

        assertThat(counted()).isEqualTo("1");
    }

    @Test
    void applyOnce_manyAtOnce_oneApplies() {
        IdempotencyKey key = key("order-1");

        List<ApplyOutcome> outcomes = AtOnce.results(8, thread -> count(key));

        assertThat(outcomes).hasSize(8).containsOnlyOnce(APPLIED);
        assertThat(counted()).isEqualTo("1");
    }

    @Test
    void applyOnce_whileTheFirstAttemptRuns_waitsForIt() {
        IdempotencyKey key = key("order-1");
        List<Future<ApplyOutcome>> second = new ArrayList<>();
        AtomicInteger runs = new AtomicInteger();

        storage.applyOnce(key, tx -> {
            second.add(AtOnce.beside(thread -> storage.applyOnce(key, other -> runs.incrementAndGet())));
            second.forEach(AtOnce::giveTimeTo);
            assertThat(second).noneMatch(Future::isDone);
            profile(tx).increment("n");
        });

        assertThat(second).map(AtOnce::result).containsExactly(ALREADY_APPLIED);
        assertThat(runs).hasValue(0);
        assertThat(counted()).isEqualTo("1");
    }

    @Test
    void applyOnce_whileTheFirstAttemptFails_appliesInItsPlace() {
        IdempotencyKey key = key("order-1");
        List<Future<ApplyOutcome>> second = new ArrayList<>();

        assertThatThrownBy(() -> storage.applyOnce(key, tx -> {
                    second.add(AtOnce.beside(thread -> count(key)));
                    second.forEach(AtOnce::giveTimeTo);
                    profile(tx).increment("n");
                    throw new IllegalArgumentException("mine");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(second).map(AtOnce::result).containsExactly(APPLIED);
        assertThat(counted()).isEqualTo("1");
    }

    @Test
    void applyOnce_keyOlderThan24Hours_isInvalidInput() {
        IdempotencyKey key = key("order-1");
        assertThat(count(key)).isEqualTo(APPLIED);

        clock.advance(Duration.ofHours(24).minus(MICROSECOND));
        assertThat(count(key)).isEqualTo(ALREADY_APPLIED);
        clock.advance(MICROSECOND);
        assertInvalidInput("idempotencyKey", () -> count(key));

        assertThat(counted()).isEqualTo("1");
    }

    @Test
    void applyOnce_keyOfTheFuture_isInvalidInput() {
        Instant now = clock.instant();

        assertThat(count(new IdempotencyKey("skewed", now.plus(Duration.ofMinutes(5)))))
                .isEqualTo(APPLIED);
        assertInvalidInput(
                "idempotencyKey",
                () -> count(new IdempotencyKey(
                        "future", now.plus(Duration.ofMinutes(5)).plus(MICROSECOND))));
    }

    @Test
    void applyOnce_appliedKeyAfterAPurge_isStillKnown() {
        IdempotencyKey key = key("order-1");
        assertThat(count(key)).isEqualTo(APPLIED);
        clock.advance(Duration.ofHours(24).minus(MICROSECOND));

        assertThat(storage.purgeAppliedKeys()).isZero();

        assertThat(count(key)).isEqualTo(ALREADY_APPLIED);
    }

    @Test
    void record_expiredKeyThatIsNotPurged_isStillKnown() {
        StorageBackend backend = openTapped(UnaryOperator.identity()).backend();

        assertThat(record(backend, "order-1", Instant.EPOCH)).isTrue();
        assertThat(record(backend, "order-1", clock.instant())).isFalse();
        assertThat(record(backend, "order-2", clock.instant())).isTrue();
    }

    private static boolean record(StorageBackend backend, String key, Instant expiresAt) {
        try (StorageTransaction tx = backend.begin(TransactionOptions.defaults())) {
            boolean isNew = tx.appliedKeys().record(key, expiresAt);
            tx.commit();
            return isNew;
        }
    }

    @Test
    void idempotencyKey_has1To255CodePointsAndIsNotBlank() {
        String longest = "\ud83d\ude00".repeat(255);
        assertThat(count(key(longest))).isEqualTo(APPLIED);
        assertThat(count(key(longest))).isEqualTo(ALREADY_APPLIED);

        for (String refused : List.of("", " ", longest + "x")) {
            assertInvalidInput("idempotencyKey", () -> key(refused));
        }
    }

    @Test
    void applyOnce_conflict_isRetried() {
        AtomicInteger runs = new AtomicInteger();

        ApplyOutcome outcome = storage.applyOnce(key("order-1"), tx -> {
            profile(tx).increment("n");
            if (runs.incrementAndGet() < 3) {
                throw new SerializationConflict("planted", null);
            }
        });

        assertThat(outcome).isEqualTo(APPLIED);
        assertThat(counted()).isEqualTo("1");
    }

    @Test
    void applyOnce_answerLostAfterTheCommit_isNotAppliedTwice() {
        TappedProvider tap = openTapped(UnaryOperator.identity());
        tap.after("commit", () -> {
            throw new UnknownOutcome("planted", null);
        });

        assertThat(count(key("order-1"))).isEqualTo(ALREADY_APPLIED);

        assertThat(tap.acted()).isTrue();
        assertThat(counted()).isEqualTo("1");
    }

    @Test
    void applyOnce_answerLostBeforeTheCommit_isAppliedOnce() {
        TappedProvider tap = openTapped(UnaryOperator.identity());
        tap.before("commit", () -> {
            throw new UnknownOutcome("planted", null);
        });

        assertThat(count(key("order-1"))).isEqualTo(APPLIED);

        assertThat(counted()).isEqualTo("1");
    }

    @Test
    void applyOnce_insideATransaction_isIllegalState() {
        storage.inTransaction(
                tx -> assertThatThrownBy(() -> count(key("order-1"))).isInstanceOf(IllegalStateException.class));

        assertThat(counted()).isEqualTo("0");
    }
}
