package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.postgres.FaultProxy;
import dev.coffer.storage.postgres.FaultProxy.Fault;
import dev.coffer.storage.postgres.OwnServer;
import dev.coffer.storage.postgres.ServerActivity;
import dev.coffer.storage.postgres.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each fault of a network meets each kind of call. All at once, each on a storage of its own: some take half a minute. */
class NetworkFaultsTest {
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LONGEST = SOCKET_TIMEOUT.plusSeconds(20);
    private static final Duration LONGEST_HEALING = Duration.ofSeconds(20);
    private static final int POOL = 1; // so that nothing but the call passes the network

    @AutoClose
    private static final OwnServer SERVER = new OwnServer(18).setting("max_connections", "200");

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    /** One fault, and what became of the calls that met it. */
    private static final class Encounter implements AutoCloseable {
        private final Fault fault;
        private final Tally tally;
        private final AtomicLong longestCall = new AtomicLong();
        private final AtomicLong longestHealing = new AtomicLong();

        Encounter(Fault fault) {
            this.fault = fault;
            tally = new Tally(
                    Chapter.NETWORK,
                    fault.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                            + " × borrow, read, write, commit, page of a scan");
        }

        int times() {
            boolean quick = fault.name().startsWith("CUT");
            return quick ? Extent.of(5, 200) : Extent.of(1, 3);
        }

        @Override
        public void close() {
            tally.remark("longest call %,d ms, healed after %,d ms at most"
                    .formatted(longestCall.get() / 1_000_000, longestHealing.get() / 1_000_000));
            tally.close();
        }
    }

    @Test
    void eachFault_isATypedErrorInTime_andHeals() throws Exception {
        Storage.open(TestServer.freshUrl(SERVER.url())).close(); // which starts threads of the driver's that stay
        Set<String> before = threads();
        List<Encounter> encounters =
                Stream.of(Fault.values()).map(Encounter::new).toList();
        ExecutorService executor = Executors.newCachedThreadPool();
        try {
            List<Callable<NetworkCall>> scenarios = encounters.stream()
                    .flatMap(encounter -> Stream.of(NetworkCall.values())
                            .map(call -> (Callable<NetworkCall>) () -> meet(encounter, call)))
                    .toList();
            for (Future<NetworkCall> done : executor.invokeAll(scenarios)) {
                done.get();
            }
        } finally {
            executor.shutdown();
            encounters.forEach(Encounter::close);
        }
        Eventually.holds(LONGEST, () -> assertThat(threads()).isSubsetOf(before));
    }

    private static NetworkCall meet(Encounter encounter, NetworkCall call) throws Exception {
        String url = TestServer.freshUrl(SERVER.url());
        Tally tally = encounter.tally;
        Fault fault = encounter.fault;
        try (FaultProxy network = new FaultProxy(url);
                Storage storage = Storage.open(StorageConfig.forUrl(network.through(url))
                        .poolSize(POOL)
                        .build())) {
            for (int time = 0; time < encounter.times(); time++) {
                tally.run();
                long begin = System.nanoTime();
                Tally.Attempt<NetworkCall> attempt = tally.call(() -> {
                    call.make(storage, network, () -> network.inject(fault));
                    return call;
                });
                long took = System.nanoTime() - begin;
                assertThat(Duration.ofNanos(took)).as("%s on %s", fault, call).isLessThan(LONGEST);
                encounter.longestCall.accumulateAndGet(took, Math::max);
                assertThat(attempt.error().filter(error -> !call.mayFailBy(error)))
                        .as("%s on %s", fault, call)
                        .isEmpty();
                assertThat(attempt.succeeded() || !call.survives(fault))
                        .as("%s on %s", fault, call)
                        .isTrue();
                network.heal();
                encounter.longestHealing.accumulateAndGet(healing(storage, network, tally), Math::max);
            }
            tally.faults(network.injected());
            Eventually.holds(
                    LONGEST, () -> assertThat(ServerActivity.others(url)).hasSize(POOL));
        }
        Eventually.holds(
                LONGEST,
                () -> assertThat(ServerActivity.others(url))
                        .as("%s on %s", fault, call)
                        .isEmpty());
        return call;
    }

    /** How long it takes until one call of each kind has succeeded. */
    private static long healing(Storage storage, FaultProxy network, Tally tally) {
        long begin = System.nanoTime();
        for (NetworkCall call : NetworkCall.values()) {
            while (!tally.call(() -> {
                        call.make(storage, network, () -> {});
                        return call;
                    })
                    .succeeded()) {
                assertThat(System.nanoTime() - begin).as("healed").isLessThan(LONGEST_HEALING.toNanos());
            }
        }
        return System.nanoTime() - begin;
    }

    /** Those of the library and the driver: not of the proxies and of this test. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName() + " " + thread.getId())
                .filter(name -> !name.startsWith("proxy ") && !name.startsWith("pool-"))
                .collect(Collectors.toSet());
    }
}
