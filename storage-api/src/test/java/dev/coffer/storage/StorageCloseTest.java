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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class StorageCloseTest {
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
        Threads.await(this::isClosed);
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
        Threads.await(this::isClosed);

        finish.countDown();

        assertThat(work).succeedsWithin(Threads.SOON);
        assertThat(close).succeedsWithin(Threads.SOON);
        assertThat(provider.calls()).endsWith("tx.users.count", "tx.commit", "tx.close", "close");
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

    private boolean isClosed() {
        try {
            storage.ping();
            return false;
        } catch (IllegalStateException e) {
            return true;
        } finally {
            provider.forget("ping");
        }
    }
}
