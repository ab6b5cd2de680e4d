package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class StorageCloseTest {
    private final MovableClock clock = new MovableClock();
    private final WatchedProvider provider = new WatchedProvider();
    private final Storage storage = provider.open(config -> config.closeTimeout(Duration.ofMinutes(5)));

    @Test
    void close_givesTheProviderItsThingsBackOnce() {
        storage.close();
        storage.close();

        assertThat(provider.calls()).containsExactly("close");
    }

    @Test
    void afterClose_everythingIsRefused() {
        Users users = storage.users();
        KeyValueRecord items = storage.keyValues().namespace("n").record("i");
        storage.close();

        List<ThrowingCallable> calls = List.of(
                users::count,
                () -> storage.users().find(UUID.randomUUID()),
                () -> storage.sessions().find("token"),
                () -> storage.tokens().purge(),
                () -> items.put("k", "value"),
                () -> storage.inTransaction(tx -> {}),
                () -> storage.callInTransaction(TransactionOptions.serializable(), tx -> 1),
                () -> storage.applyOnce(new IdempotencyKey("key", MovableClock.START), tx -> {}),
                storage::purgeAppliedKeys,
                storage::ping);
        assertThat(calls)
                .allSatisfy(call ->
                        assertThatIllegalStateException().isThrownBy(call).withMessage("this storage is closed"));
        assertThat(provider.calls()).containsExactly("close");
    }

    @Test
    void close_letsARunningCallFinish() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        provider.doing("users.count", () -> {
            running.countDown();
            Threads.await(finish);
        });
        CompletableFuture<Long> call = Threads.start(() -> storage.users().count());
        Threads.await(running);
        CompletableFuture<?> close = Threads.run(storage::close);
        Threads.await(() -> isClosed(storage));
        assertThat(provider.calls()).doesNotContain("close");
        assertThat(close).isNotDone();

        finish.countDown();

        assertThat(call).succeedsWithin(Threads.SOON).isEqualTo(0L);
        assertThat(close).succeedsWithin(Threads.SOON);
        assertThat(provider.calls()).containsExactly("users.count", "close");
    }

    @Test
    void close_letsARunningTransactionFinish() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        CompletableFuture<?> work = Threads.run(() -> storage.inTransaction(tx -> {
            running.countDown();
            Threads.await(finish);
            tx.users().count();
        }));
        Threads.await(running);
        CompletableFuture<?> close = Threads.run(storage::close);
        Threads.await(() -> isClosed(storage));

        finish.countDown();

        assertThat(work).succeedsWithin(Threads.SOON);
        assertThat(close).succeedsWithin(Threads.SOON);
        assertThat(provider.calls()).endsWith("tx.users.count", "tx.commit", "tx.close", "close");
    }

    /** The provider is called more than once for these, and may have nothing to do in between. */
    @Test
    void close_letsARunningCallOfSeveralSteps_finish() {
        String weak = new Passwords(Passwords.MIN_COST).hash("password");
        NewUser ada = NewUser.withEmail("ada@example.org").passwordHash(weak);
        NewUser bob = NewUser.withEmail("bob@example.org").password("password");
        Storage stronger = provider.open(config -> config.passwordCost(Passwords.MIN_COST + 1));
        stronger.users().create(ada);

        assertThat(closedDuring(
                        "users.findCredentials",
                        stronger,
                        () -> stronger.users().authenticate("ada@example.org", "password")))
                .isPresent();
        assertThat(provider.calls()).containsSubsequence("users.replacePasswordHash", "close");
        assertThat(closedDuring(
                        "users.findByEmail",
                        storage,
                        () -> storage.users().findOrCreate(bob).created()))
                .isTrue();
    }

    @Test
    void close_letsARunningPurge_finish() {
        Storage purged = provider.open(config -> config.clock(clock));
        KeyValueRecord items = purged.keyValues().namespace("n").record("i");
        for (int i = 0; i < 1_001; i++) {
            items.put("k" + i, "value", PutOptions.ttl(Duration.ofSeconds(1)));
        }
        clock.advance(Duration.ofHours(1));

        assertThat(closedDuring(
                        "keyValues.purge", purged, () -> purged.keyValues().purge()))
                .isEqualTo(1_001);
    }

    /** What a call comes to while whose first step, of this name, the storage is closed. */
    private <T> T closedDuring(String step, Storage closing, Supplier<T> call) {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        provider.doing(step, () -> {
            running.countDown();
            Threads.await(finish);
        });
        CompletableFuture<T> result = Threads.start(call);
        Threads.await(running);
        CompletableFuture<?> close = Threads.run(closing::close);
        Threads.await(() -> isClosed(closing));

        finish.countDown();

        assertThat(close).succeedsWithin(Threads.SOON);
        return result.join();
    }

    @Test
    void close_doesNotWaitForEver() {
        Storage hasty = provider.open(config -> config.closeTimeout(Duration.ofMillis(50)));
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        provider.doing("users.count", () -> {
            running.countDown();
            Threads.await(finish);
        });
        CompletableFuture<Long> call = Threads.start(() -> hasty.users().count());
        Threads.await(running);

        hasty.close();

        assertThat(provider.calls()).containsExactly("users.count", "close");
        finish.countDown();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(call::join)
                .withCauseInstanceOf(Unavailable.class);
    }

    @Test
    void close_withinItsOwnTransaction_isRefused() {
        storage.inTransaction(tx ->
                assertThatIllegalStateException().isThrownBy(storage::close).withMessageContaining("transaction"));

        assertThat(provider.calls()).containsExactly("begin", "tx.commit", "tx.close");
        assertThat(storage.users().count()).isZero();
    }

    private boolean isClosed(Storage closing) {
        try {
            closing.ping();
            return false;
        } catch (IllegalStateException e) {
            return true;
        } finally {
            provider.forget("ping");
        }
    }
}
