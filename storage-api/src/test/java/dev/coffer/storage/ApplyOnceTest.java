package dev.coffer.storage;

import static dev.coffer.storage.ApplyOutcome.ALREADY_APPLIED;
import static dev.coffer.storage.ApplyOutcome.APPLIED;
import static dev.coffer.storage.MovableClock.START;
import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ApplyOnceTest {
    private static final Duration MICROSECOND = Duration.ofNanos(1_000);
    private static final Duration DAY = Duration.ofHours(24);
    private static final IdempotencyKey KEY = new IdempotencyKey("key", START);

    private final WatchedProvider provider = new WatchedProvider();
    private final MovableClock clock = new MovableClock();
    private final Storage storage = provider.open(clock);
    private final AtomicInteger runs = new AtomicInteger();

    private ApplyOutcome apply() {
        return apply(KEY);
    }

    private ApplyOutcome apply(IdempotencyKey key) {
        return storage.applyOnce(key, tx -> {
            runs.incrementAndGet();
            counter(tx).increment("k");
        });
    }

    private static KeyValueRecord counter(StorageAccess access) {
        return access.keyValues().namespace("n").record("i");
    }

    private void assertApplied(int times) {
        assertThat(counter(storage).increment("k", 0)).isEqualTo(times);
    }

    private static UnknownOutcome unknown() {
        return new UnknownOutcome("lost", null);
    }

    @Test
    void work_isAppliedOnceForEachKey() {
        assertThat(apply()).isEqualTo(APPLIED);
        assertThat(apply()).isEqualTo(ALREADY_APPLIED);
        assertThat(apply(new IdempotencyKey("other", START))).isEqualTo(APPLIED);

        assertThat(runs).hasValue(2);
        assertApplied(2);
    }

    @Test
    void theKey_isTheFirstThingWritten() {
        apply();

        assertThat(provider.calls())
                .containsExactly("begin", "tx.appliedKeys.record", "tx.keyValues.increment", "tx.commit", "tx.close");
    }

    @Test
    void work_thatFails_leavesNoKey() {
        IllegalArgumentException own = new IllegalArgumentException("own");
        assertThatThrownBy(() -> storage.applyOnce(KEY, tx -> {
                    counter(tx).increment("k");
                    throw own;
                }))
                .isSameAs(own);

        assertThat(apply()).isEqualTo(APPLIED);
        assertApplied(1);
    }

    @Test
    void anUnknownOutcome_thatWasApplied_isFoundOut() {
        provider.failingAfter("tx.commit", unknown());

        assertThat(apply()).isEqualTo(ALREADY_APPLIED);

        assertThat(runs).hasValue(1);
        assertApplied(1);
    }

    @Test
    void anUnknownOutcome_thatWasNotApplied_isRepeated() {
        provider.failing("tx.commit", unknown(), unknown(), unknown(), unknown());

        assertThat(apply()).isEqualTo(APPLIED);

        assertThat(runs).hasValue(5);
        assertApplied(1);
    }

    @Test
    void anUnknownOutcome_thatTookLong_isNotRepeated() {
        provider.failingLate("tx.commit", unknown());

        assertThatExceptionOfType(UnknownOutcome.class).isThrownBy(this::apply);

        assertThat(runs).hasValue(1);
    }

    @Test
    void anUnknownOutcome_afterWhichNoConnectionIsFreeInTime_isNotRepeatedAgain() {
        provider.failing("tx.commit", unknown())
                .doing("begin", () -> {})
                .failingLate("begin", new Unavailable("no connection", null));

        assertThatExceptionOfType(UnknownOutcome.class).isThrownBy(this::apply);

        assertThat(provider.calls().stream().filter("begin"::equals)).hasSize(2);
    }

    /** PostgreSQL looks for a deadlock after a second. */
    @Test
    void aConflict_thatTookLong_isRepeated() {
        provider.failingLate("tx.keyValues.increment", new SerializationConflict("deadlock", null));

        assertThat(apply()).isEqualTo(APPLIED);

        assertThat(runs).hasValue(2);
        assertApplied(1);
    }

    @Test
    void afterFiveUnknownOutcomes_itIsUnknown() {
        UnknownOutcome last = unknown();
        provider.failing("tx.commit", unknown(), unknown(), unknown(), unknown(), last);

        assertThatThrownBy(this::apply).isSameAs(last);

        assertThat(runs).hasValue(5);
    }

    @Test
    void anUnknownOutcome_thatCannotBeFoundOut_staysUnknown() {
        Unavailable unavailable = new Unavailable("unavailable", null);
        provider.failingAfter("tx.commit", unknown())
                .doing("begin", () -> {})
                .failing("begin", unavailable, unavailable, unavailable, unavailable);

        assertThatExceptionOfType(UnknownOutcome.class)
                .isThrownBy(this::apply)
                .withCause(unavailable)
                .satisfies(error -> assertThat(error.outcome()).isEqualTo(Outcome.UNKNOWN));

        assertThat(apply()).isEqualTo(ALREADY_APPLIED);
    }

    @Test
    void anUnknownOutcome_thatIsFoundOutLate_isKnown() {
        provider.failingAfter("tx.commit", unknown()).doing("begin", () -> {}).failing("begin", new Busy("busy", null));

        assertThat(apply()).isEqualTo(ALREADY_APPLIED);
    }

    @Test
    void afterTheKeyWasRead_anErrorIsWhatItIs() {
        Busy busy = new Busy("busy", null);
        provider.failing("tx.commit", unknown())
                .doing("tx.keyValues.increment", () -> {})
                .failing("tx.keyValues.increment", busy);

        assertThatThrownBy(this::apply).isSameAs(busy);

        assertThat(runs).hasValue(2);
    }

    static Stream<RuntimeException> repeated() {
        return Stream.of(
                new SerializationConflict("conflict", null),
                new TransactionRolledBack("ended by the database", null),
                new UnknownOutcome("lost", null));
    }

    @ParameterizedTest
    @MethodSource("repeated")
    void whatIsSafeToRepeat_isRepeated(RuntimeException error) {
        provider.failing("tx.keyValues.increment", error);

        assertThat(apply()).isEqualTo(APPLIED);

        assertThat(runs).hasValue(2);
        assertApplied(1);
    }

    @Test
    void aConflict_thatIsSwallowed_isRepeated() {
        provider.failing("tx.users.count", new SerializationConflict("conflict", null));

        ApplyOutcome outcome = storage.applyOnce(KEY, tx -> {
            if (runs.incrementAndGet() == 1) {
                assertThatExceptionOfType(SerializationConflict.class)
                        .isThrownBy(() -> tx.users().count());
            }
        });

        assertThat(outcome).isEqualTo(APPLIED);
        assertThat(runs).hasValue(2);
    }

    static Stream<RuntimeException> notRepeated() {
        return Stream.of(
                new Busy("busy", null),
                new Timeout("timeout", null),
                new Unavailable("unavailable", null),
                new Duplicate("email", null),
                new InvalidInput("own", "is wrong"),
                new ResourceExhausted("full", null),
                new IllegalArgumentException("own"));
    }

    @ParameterizedTest
    @MethodSource("notRepeated")
    void anythingElse_isNotRepeated(RuntimeException error) {
        provider.failing("tx.keyValues.increment", error);

        assertThatThrownBy(this::apply).isSameAs(error);

        assertThat(runs).hasValue(1);
        assertApplied(0);
    }

    @Test
    void ofTwoAttemptsAtOnce_oneWaitsForTheOther() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        CompletableFuture<ApplyOutcome> first = Threads.start(() -> storage.applyOnce(KEY, tx -> {
            running.countDown();
            Threads.await(finish);
            counter(tx).increment("k");
        }));
        Threads.await(running);
        CompletableFuture<ApplyOutcome> second = Threads.start(this::apply);

        finish.countDown();

        assertThat(first).succeedsWithin(Threads.SOON).isEqualTo(APPLIED);
        assertThat(second).succeedsWithin(Threads.SOON).isEqualTo(ALREADY_APPLIED);
        assertApplied(1);
    }

    @Test
    void aKey_isGoodForADay() {
        clock.set(START.plus(DAY).minus(MICROSECOND));
        assertThat(apply()).isEqualTo(APPLIED);
        provider.forgetCalls();

        clock.set(START.plus(DAY));
        assertRefused("idempotencyKey", this::apply);
        clock.set(START.plus(DAY).plus(MICROSECOND));
        assertRefused("idempotencyKey", this::apply);
        assertThat(provider.calls()).isEmpty();
    }

    @Test
    void aKeyFromTheFuture_isRefusedUnlessClocksDiffer() {
        clock.set(START.minus(Duration.ofMinutes(5)));
        assertThat(apply()).isEqualTo(APPLIED);

        clock.set(START.minus(Duration.ofMinutes(5)).minus(MICROSECOND));
        assertRefused("idempotencyKey", this::apply);
    }

    @Test
    void aKey_isKeptAsLongAsAnyClockAcceptsIt() {
        apply();
        Duration clockSkew = Duration.ofMinutes(5);

        clock.set(START.plus(DAY).plus(clockSkew).plus(clockSkew));
        assertThat(storage.purgeAppliedKeys()).isZero();
        clock.advance(MICROSECOND);
        assertThat(storage.purgeAppliedKeys()).isEqualTo(1);
        assertThat(storage.purgeAppliedKeys()).isZero();
    }

    @Test
    void aKey_isMadeNowAndUnlikeAnyOther() {
        IdempotencyKey key = IdempotencyKey.create();

        assertThat(Duration.between(key.createdAt(), Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
        assertThat(key.value()).isNotEqualTo(IdempotencyKey.create().value());
        assertThat(new IdempotencyKey("key", START.plusNanos(1))).isEqualTo(KEY);
    }

    @Test
    void nulls_areRefused() {
        assertRefused("idempotencyKey", () -> storage.applyOnce(nothing(), tx -> {}));
        assertRefused("work", () -> storage.applyOnce(KEY, nothing()));
        assertRefused("idempotencyKey", () -> new IdempotencyKey(nothing(), START));
        assertRefused("createdAt", () -> new IdempotencyKey("key", nothing()));
        assertThat(provider.calls()).isEmpty();
    }
}
