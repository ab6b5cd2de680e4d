package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Health.Pool;
import dev.coffer.storage.Health.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HealthChecksTest {
    private static final String NO_ANSWER_YET = "the one connection is in use, 7 callers wait";

    /** Two seconds, and as many as a machine that is busy with others may need to go on: less than the patience of a check here. */
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private static final Duration SHORTEST = Duration.ofMillis(1_750);

    private final AtomicInteger looked = new AtomicInteger();
    private final MovableClock clock = new MovableClock();
    private final WatchedProvider provider = new WatchedProvider();

    private HealthChecks checks(Consumer<Health.Builder> check) {
        return new HealthChecks(
                () -> new Health.Builder(clock.instant()),
                findings -> {
                    looked.incrementAndGet();
                    check.accept(findings);
                },
                findings -> findings.exhausted(new Pool(1, 0, 7, 1)));
    }

    @Test
    void storageThatAnswers_isUp_withItsLatency() {
        Health health = provider.open(clock).health();

        assertThat(health.status()).isEqualTo(Status.UP);
        assertThat(health.checkedAt()).isEqualTo(MovableClock.START);
        assertThat(health.latency()).hasValueSatisfying(took -> assertThat(took).isPositive());
        assertThat(provider.calls()).containsExactly("health");
    }

    @Test
    void failureOfTheProvider_isDown_withItsMessageOrItsKind() {
        provider.failing("health", new AccessDenied("the role lacks a right on the tables", null));
        assertThat(provider.open(clock).health().reasons()).containsExactly("the role lacks a right on the tables");

        provider.failing("health", new IllegalArgumentException("hunter2"));
        Health health = provider.open(clock).health();

        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.reasons()).containsExactly("the check itself failed: IllegalArgumentException");
    }

    @ParameterizedTest
    @MethodSource("whatMayBeThrown")
    void whateverTheProviderThrows_isDown_andTheNextCheckRuns(Throwable thrown) {
        HealthChecks checks = checks(findings -> {
            if (looked.get() == 1) {
                throw HealthChecksTest.<RuntimeException>unchecked(thrown);
            }
        });

        Health health = checks.health();

        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.reasons())
                .containsExactly("the check itself failed: " + thrown.getClass().getSimpleName());
        Threads.await(() -> checks.health().status() == Status.UP);
    }

    static List<Throwable> whatMayBeThrown() {
        return List.of(
                new NoClassDefFoundError("hunter2"),
                new OutOfMemoryError(),
                new IllegalArgumentException("hunter2"),
                new IOException("hunter2")); // as languages do that check no exceptions
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X unchecked(Throwable thrown) throws X {
        throw (X) thrown;
    }

    @Test
    void clockThatFails_isDown_untilItIsMended() {
        AtomicBoolean broken = new AtomicBoolean();
        Storage storage = provider.open(() -> {
            if (broken.get()) {
                throw new IllegalStateException("hunter2");
            }
            return MovableClock.START;
        });
        broken.set(true);

        Health health = storage.health();

        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.reasons()).containsExactly("the clock failed: IllegalStateException");
        broken.set(false);
        Threads.await(() -> storage.health().status() == Status.UP);
    }

    @Test
    void manyThatAskAtOnce_shareACheck() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        HealthChecks checks = checks(findings -> Threads.await(go));
        List<FutureTask<Health>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            FutureTask<Health> answer = new FutureTask<>(checks::health);
            Thread asking = new Thread(answer);
            asking.start();
            Threads.await(() -> Threads.isParked(asking) || answer.isDone());
            answers.add(answer);
        }
        assertThat(looked).hasValue(1);

        go.countDown();

        Set<Health> told = new HashSet<>();
        for (FutureTask<Health> answer : answers) {
            told.add(answer.get());
        }
        assertThat(told)
                .filteredOn(health -> !health.reasons().equals(List.of(NO_ANSWER_YET))) // which a busy machine may add
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void answer_isToldForASecond() {
        HealthChecks checks = checks(findings -> {});
        long before = System.nanoTime();
        Health first = checks.health();
        Health second = checks.health();
        boolean early = System.nanoTime() - before < Duration.ofSeconds(1).toNanos();

        assertThat(second.equals(first) || !early).isTrue();
        Threads.await(() -> !checks.health().equals(first));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(looked).hasValueGreaterThan(1);
    }

    @Test
    void checkWithoutAnAnswer_isToldAfter2Seconds_andThenAtOnce_untilItEnds() {
        CountDownLatch go = new CountDownLatch(1);
        HealthChecks checks = checks(findings -> Threads.await(go));
        long begun = System.nanoTime();

        Health late = checks.health();

        Duration waited = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(waited).isBetween(SHORTEST, LONGEST);
        assertThat(late.reasons()).containsExactly(NO_ANSWER_YET);
        assertThat(late.latency()).isEmpty();
        long again = System.nanoTime();
        IntStream.range(0, 1_000).forEach(i -> assertThat(checks.health()).isEqualTo(late));
        assertThat(Duration.ofNanos(System.nanoTime() - again)).isLessThan(LONGEST);
        assertThat(looked).hasValue(1);

        go.countDown();
        Threads.await(() -> checks.health().status() == Status.UP);
    }

    @Test
    void checkThatEndsThisMoment_isWaitedFor_ratherThanCalledDown() {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch ending = new CountDownLatch(1);
        CompletableFuture<Thread> checking = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        HealthChecks checks = new HealthChecks(
                () -> new Health.Builder(clock.instant()),
                findings -> {
                    checking.complete(Thread.currentThread());
                    Threads.await(go);
                    ending.countDown();
                },
                findings -> {
                    asked.incrementAndGet();
                    findings.down("no answer");
                    go.countDown(); // as a connection that comes back
                    Threads.await(ending);
                    Threads.await(() -> Threads.isParked(checking.join())); // as it has ended
                });

        Health health = checks.health();

        assertThat(health.status()).isEqualTo(Status.DEGRADED);
        assertThat(health.reasons()).singleElement().asString().startsWith("an answer took");
        assertThat(asked).hasValue(1);
    }

    @Test
    void provider_thatKnowsNoBetter_isDownWithoutAnAnswer() {
        CountDownLatch go = new CountDownLatch(1);
        provider.doing("health", () -> Threads.await(go));

        Health health = provider.open(clock).health();

        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.reasons()).containsExactly("there was no answer within 2 seconds");
        go.countDown();
    }

    @Test
    void closedStorage_isDown_andTheProviderIsNotAsked() {
        Storage storage = provider.open(clock);
        assertThat(storage.health().status()).isEqualTo(Status.UP);
        storage.close();
        provider.forget("health");

        Health health = storage.health();

        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.reasons()).containsExactly("the storage is closed");
        assertThat(provider.calls()).containsExactly("close");
    }

    @Test
    void withinATransaction_itIsToldTheSame() {
        Storage storage = provider.open(clock);

        Health health = storage.callInTransaction(tx -> storage.health());

        assertThat(health.status()).isEqualTo(Status.UP);
    }

    @Test
    void interruptedThread_getsAnAnswer_andStaysInterrupted() {
        CountDownLatch go = new CountDownLatch(1);
        HealthChecks checks = checks(findings -> Threads.await(go));

        Thread.currentThread().interrupt();
        Health health = checks.health();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.reasons()).singleElement().asString().contains("interrupted");
        go.countDown();
    }

    @Test
    void theThread_isADaemon_andOneForAllChecks() {
        Set<Thread> threads = new HashSet<>();
        HealthChecks checks = checks(findings -> threads.add(Thread.currentThread()));
        Health first = checks.health();
        Threads.await(() -> !checks.health().equals(first));

        assertThat(threads)
                .hasSize(1)
                .allMatch(Thread::isDaemon)
                .extracting(Thread::getName)
                .containsExactly("coffer-health");
    }
}
