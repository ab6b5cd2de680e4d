package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a caller sees of a server that is away, and the first call after it is back. */
class RecoveryTest {
    private static final int POOL = 4;
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration TIME_LIMIT = LOCK_TIMEOUT.plusSeconds(13); // of a machine that is busy with others

    /** Each kind of call, to be the first one. */
    private static final List<Consumer<Storage>> CALLS = List.of(
            storage -> storage.users().count(),
            storage -> storage.users().create(someone()),
            storage -> storage.users().createAll(List.of(someone(), someone())),
            storage -> storage.inTransaction(tx -> tx.users().create(someone())));

    private static final OwnServer SERVER = new OwnServer(18)
            .setting("max_connections", "12")
            .setting("superuser_reserved_connections", "3")
            .access("host all ada 127.0.0.1/32 scram-sha-256");
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeAll
    static void start() {
        SERVER.start();
        SERVER.execute("CREATE ROLE ada LOGIN PASSWORD 'secret'");
        SERVER.execute("CREATE SCHEMA app AUTHORIZATION ada");
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @AfterEach
    void shutDown() {
        threads.shutdown();
    }

    private StorageConfig.Builder config() {
        return config("secret");
    }

    private StorageConfig.Builder config(String password) {
        return StorageConfig.forUrl("postgresql://ada:" + password + "@127.0.0.1:" + SERVER.port() + "/postgres")
                .schema("app")
                .lockTimeout(LOCK_TIMEOUT)
                .poolSize(POOL);
    }

    private static NewUser someone() {
        return NewUser.withEmail(UUID.randomUUID() + "@example.org");
    }

    private static void assertInTime(Class<? extends Exception> error, ThrowingCallable call) {
        long begin = System.nanoTime();
        assertThatExceptionOfType(error).isThrownBy(call).withMessageNotContaining("secret");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(TIME_LIMIT);
    }

    /** All of them at once, each on a thread of its own. */
    private void assertEachInTime(Class<? extends Exception> error, Storage storage) {
        CALLS.stream()
                .map(call -> CompletableFuture.runAsync(() -> assertInTime(error, () -> call.accept(storage)), threads))
                .toList()
                .forEach(CompletableFuture::join);
    }

    /** Holds all connections of the pool at once, so that each of them was in use just now. */
    private void useAllConnections(Storage storage) {
        CyclicBarrier together = new CyclicBarrier(POOL);
        List<CompletableFuture<Void>> users = IntStream.range(0, POOL)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> storage.inTransaction(tx -> {
                            tx.users().count();
                            await(together);
                        }),
                        threads))
                .toList();
        users.forEach(CompletableFuture::join);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aServerThatStartsLate_isWaitedFor() {
        SERVER.stop();
        CompletableFuture<OwnServer> start = CompletableFuture.supplyAsync(
                SERVER::start, CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS, threads));

        try (Storage storage = Storage.open(config().build())) {
            assertThat(storage.users().create(someone())).isNotNull();
        }
        start.join();
    }

    @Test
    void aServerThatDoesNotStart_isUnavailableWhenTheTimeIsOver() {
        SERVER.stop();
        StorageConfig config = config().startTimeout(LOCK_TIMEOUT).build();

        assertInTime(Unavailable.class, () -> Storage.open(config));
        SERVER.start();
    }

    @Test
    void aServerThatWasRestartedOrKilled_servesTheFirstCall() {
        try (Storage storage = Storage.open(config().build())) {
            for (int i = 0; i < CALLS.size(); i++) {
                useAllConnections(storage);
                if (i % 2 == 0) {
                    SERVER.stop();
                } else {
                    SERVER.kill();
                }
                SERVER.start();
                CALLS.get(i).accept(storage);
            }
        }
    }

    @Test
    void aServerThatWasMissed_servesTheFirstCallAfterItIsBack() {
        try (Storage storage = Storage.open(config().build())) {
            useAllConnections(storage);
            SERVER.stop();
            assertEachInTime(Unavailable.class, storage);
            SERVER.start();
            CALLS.get(1).accept(storage);
        }
    }

    @Test
    void sessionsThatWereKilled_areReplacedForTheFirstCall() {
        try (Storage storage = Storage.open(config().build())) {
            for (int round = 0; round < 2; round++) {
                for (Consumer<Storage> first : CALLS) {
                    useAllConnections(storage);
                    SERVER.execute(
                            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'ada'");
                    first.accept(storage);
                }
            }
        }
    }

    @Test
    void aPoolThatIsExhausted_isUnavailable_untilAConnectionComesBack() throws Exception {
        try (Storage storage = Storage.open(config().build())) {
            CyclicBarrier allHeld = new CyclicBarrier(POOL + 1);
            CountDownLatch end = new CountDownLatch(1);
            List<CompletableFuture<Void>> holders = Stream.generate(() -> CompletableFuture.runAsync(
                            () -> storage.inTransaction(tx -> {
                                await(allHeld);
                                awaitQuietly(end);
                            }),
                            threads))
                    .limit(POOL)
                    .toList();
            await(allHeld);

            assertEachInTime(Unavailable.class, storage);

            end.countDown();
            holders.forEach(CompletableFuture::join);
            CALLS.forEach(call -> call.accept(storage));
        }
    }

    private static long result(Future<Long> call) throws Throwable {
        try {
            return call.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aWrongPassword_isAccessDeniedAtOnce_andLaterUntilItIsRightAgain() {
        assertInTime(
                AccessDenied.class, () -> Storage.open(config("wrong-secret").build()));
        assertInTime(AccessDenied.class, () -> Storage.open(config("").build()));

        try (Storage storage = Storage.open(config().build())) {
            SERVER.execute("ALTER ROLE ada PASSWORD 'other'");
            SERVER.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'ada'");
            assertEachInTime(AccessDenied.class, storage);
            SERVER.execute("ALTER ROLE ada PASSWORD 'secret'");
            CALLS.forEach(call -> call.accept(storage));
        }
    }

    @Test
    void aServerWithTooManyClients_isUnavailable_untilThereAreFewer() throws SQLException {
        Storage.open(config().build()).close();
        Deque<Connection> others = new ArrayDeque<>();
        try {
            for (int i = 0; i < 9; i++) {
                others.push(TestServer.connect(config().build().url()));
            }
            StorageConfig config = config().startTimeout(LOCK_TIMEOUT).build();
            assertInTime(Unavailable.class, () -> Storage.open(config));

            others.pop().close();
            try (Storage storage = Storage.open(config)) {
                storage.inTransaction(tx -> {
                    Future<Long> second = threads.submit(() -> storage.users().count());
                    assertInTime(Unavailable.class, () -> result(second));
                });
                while (!others.isEmpty()) {
                    others.pop().close();
                }
                useAllConnections(storage);
            }
        } finally {
            for (Connection other : others) {
                other.close();
            }
        }
    }
}
