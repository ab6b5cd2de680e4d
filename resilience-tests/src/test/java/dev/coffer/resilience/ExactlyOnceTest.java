package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.IdempotencyKey;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.KeyValueNamespace;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.User;
import dev.coffer.storage.postgres.FaultProxy;
import dev.coffer.storage.postgres.TestServer;
import dev.coffer.storage.sqlite.Concurrently;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections are cut at random: before a request, after it, within its answer. */
class ExactlyOnceTest {
    private static final int THREADS = 8;
    private static final int FEW_CONNECTIONS = 3; // so that calls are also served together
    private static final double CHANCE = 0.02;

    private FaultProxy proxy;
    private Storage storage;

    @BeforeEach
    void open() {
        String url = TestServer.NEWEST.freshUrl();
        proxy = new FaultProxy(url);
        storage = Storage.open(StorageConfig.forUrl(proxy.through(url))
                .poolSize(FEW_CONNECTIONS)
                .build());
    }

    @AfterEach
    void close() {
        storage.close();
        proxy.close();
    }

    /** Runs this so many times in all, on eight threads, while connections are cut. */
    private void whileCut(int times, Tally tally, Work work) throws Exception {
        AtomicInteger next = new AtomicInteger();
        proxy.cutAtRandom(CHANCE, ThreadLocalRandom.current().nextLong());
        Concurrently.call(THREADS, thread -> {
            for (int i = next.getAndIncrement(); i < times; i = next.getAndIncrement()) {
                work.run(i);
            }
            return thread;
        });
        tally.faults(proxy.injected());
        proxy.heal();
    }

    private interface Work {
        void run(int number) throws Exception;
    }

    /** As a caller that gives up never, with the same arguments. */
    private static <T> T untilItSucceeds(Tally tally, Callable<T> call) {
        while (true) {
            Optional<T> result = tally.call(call).result();
            if (result.isPresent()) {
                return result.get();
            }
        }
    }

    @Test
    void applyOnce_appliesEachOnce() throws Exception {
        int transactions = Extent.of(1_000, 10_000);
        try (Tally tally = new Tally(Chapter.EXACTLY_ONCE, "applyOnce, PostgreSQL, connections cut at random")) {
            whileCut(transactions, tally, i -> {
                IdempotencyKey key = IdempotencyKey.create();
                untilItSucceeds(tally, () -> storage.applyOnce(key, tx -> apply(tx, i)));
            });
            long applied =
                    Long.parseLong(items(storage).record("all").getText("n").orElseThrow());
            long wrong = 0;
            for (int i = 0; i < transactions; i++) {
                wrong += items(storage).record("each").getText("n" + i).equals(Optional.of("1")) ? 0 : 1;
            }
            tally.lost(Math.abs(transactions - applied) + wrong);
            tally.remark("%,d transactions, each applied once".formatted(transactions));
            assertThat(tally.lost()).isZero();
            assertThat(proxy.injected()).isGreaterThan(transactions / 20);
        }
    }

    private static void apply(StorageAccess tx, int number) {
        items(tx).record("each").increment("n" + number);
        items(tx).record("all").increment("n");
    }

    private static KeyValueNamespace items(StorageAccess storage) {
        return storage.keyValues().namespace("items");
    }

    /** By themselves: nobody calls again. */
    @Test
    void createAndIssue_areDoneOnce() throws Exception {
        int users = Extent.of(500, 5_000);
        Map<User, IssuedSession> issued = new ConcurrentHashMap<>();
        Queue<String> resets = new ConcurrentLinkedQueue<>();
        try (Tally tally =
                new Tally(Chapter.EXACTLY_ONCE, "create, issue session and token, connections cut at random")) {
            whileCut(users, tally, i -> {
                User user = tally.call(() -> storage.users().create(NewUser.withEmail("user" + i + "@example.org")))
                        .orElseThrow();
                issued.put(
                        user,
                        tally.call(() -> storage.sessions().issue(NewSession.forUser(user.id())))
                                .orElseThrow());
                resets.add(tally.call(() -> storage.tokens().issue(NewToken.forUser(user.id(), "reset")))
                        .orElseThrow()
                        .token());
            });
            tally.lost(Math.abs(storage.users().count() - users));
            issued.forEach((user, session) -> tally.lost(isTheOnlyOne(user, session) ? 0 : 1));
            resets.forEach(
                    token -> tally.lost(storage.tokens().consume("reset", token).isPresent() ? 0 : 1));
            assertThat(tally.lost()).isZero();
        }
    }

    private boolean isTheOnlyOne(User user, IssuedSession issued) {
        return storage.sessions().list(user.id(), PageRequest.first(10)).items().equals(List.of(issued.session()))
                && storage.sessions()
                        .authenticate(issued.token())
                        .filter(found -> found.user().equals(user))
                        .isPresent();
    }
}
