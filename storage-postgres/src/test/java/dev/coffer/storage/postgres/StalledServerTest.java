package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** A server or a network that takes connections and then says nothing. */
class StalledServerTest {
    private static void await(String what, Duration patience, Condition condition) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    @Test
    void opening_thatFails_leavesNoThread() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String url = "postgresql://ada@127.0.0.1:" + silent.getLocalPort() + "/app?sslmode=disable";
            ThreadGroup openers = new ThreadGroup("openers");
            CompletableFuture<Storage> opening = new CompletableFuture<>();
            Thread opener = new Thread(openers, () -> {
                try {
                    opening.complete(Storage.open(StorageConfig.forUrl(url)
                            .startTimeout(Duration.ofMillis(1))
                            .build()));
                } catch (RuntimeException e) {
                    opening.completeExceptionally(e);
                }
            });
            opener.start();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(opening::get)
                    .withCauseInstanceOf(Unavailable.class);
            await("a thread is left", Duration.ofSeconds(15), () -> openers.activeCount() == 0);
        }
    }

    @Test
    void closing_whileAConnectionIsBeingMade_leavesNoneBehind() throws Exception {
        String url = TestServer.NEWEST.freshUrl();
        try (FaultProxy proxy = new FaultProxy(url)) {
            Storage storage = Storage.open(StorageConfig.forUrl(proxy.through(url))
                    .lockTimeout(Duration.ofMillis(250))
                    .poolSize(2)
                    .build());
            storage.inTransaction(tx -> {
                proxy.hold();
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> CompletableFuture.supplyAsync(
                                        () -> storage.users().count())
                                .get())
                        .withCauseInstanceOf(Unavailable.class);
            });
            storage.close();
            proxy.letGo();

            await(
                    "it still connects",
                    Duration.ofSeconds(15),
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().contains("connection-adder")));
            await(
                    "a session is left",
                    Duration.ofSeconds(15),
                    () -> ServerActivity.others(url).isEmpty());
        }
    }
}
