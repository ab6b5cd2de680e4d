package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.spi.CredentialSource;
import dev.coffer.storage.spi.DatabaseCredentials;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In which order credentials are asked for, proved, taken and given back, however long the source takes for it. */
class CurrentCredentialsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch going = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        going.countDown();
    }

    /** Numbered logins. */
    private class Numbered implements CredentialSource {
        private final AtomicInteger given = new AtomicInteger();
        private final UnaryOperator<DatabaseCredentials> times;

        Numbered(UnaryOperator<DatabaseCredentials> times) {
            this.times = times;
        }

        @Override
        public DatabaseCredentials fetch() {
            String user = "login-" + given.incrementAndGet();
            events.add("fetched " + user);
            return times.apply(new DatabaseCredentials(user, "s3cret"));
        }

        @Override
        public void retired(DatabaseCredentials credentials) {
            events.add("given back " + credentials.user());
        }

        @Override
        public void close() {
            events.add("closed");
        }
    }

    private static CurrentCredentials of(CredentialSource source, Runnable retireOlder) {
        return new CurrentCredentials(source, InstantSource.system(), retireOlder);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** However often it is interrupted. */
    private void stall() {
        while (true) {
            try {
                going.await();
                return;
            } catch (InterruptedException e) {
                events.add("interrupted");
            }
        }
    }

    @Test
    void newerOnes_areProved_taken_andTheOlderConnectionsClosed_beforeTheOlderOnesAreGivenBack() throws SQLException {
        try (Connection connection = TestServer.connect(TestServer.NEWEST.url())) {
            CurrentCredentials credentials = of(new Numbered(UnaryOperator.identity()), () -> {
                events.add("retired connections");
                Connections.close(connection);
            });
            CredentialUse older = credentials.get();
            older.of(connection);
            credentials.refresh(newer -> {
                credentials.settle();
                return events.add("proved " + newer.user() + ", " + credentials.uses(older));
            });
            assertThat(credentials.uses(older)).isFalse();
            credentials.settle();
            credentials.settle();
        }
        assertThat(events)
                .containsExactly(
                        "fetched login-1",
                        "fetched login-2",
                        "proved login-2, true",
                        "retired connections",
                        "given back login-1");
    }

    /** As the pool does that one is just being put into; and the newest connections need not be closed twice. */
    @Test
    void connectionsThatAreClosed_areNotRetiredAgain_othersAreOnce() throws SQLException {
        for (boolean late : new boolean[] {false, true}) {
            try (Connection connection = TestServer.connect(TestServer.NEWEST.url())) {
                AtomicInteger retirements = new AtomicInteger();
                CurrentCredentials credentials = of(new Numbered(UnaryOperator.identity()), () -> {
                    retirements.incrementAndGet();
                    if (!late) {
                        Connections.close(connection);
                    }
                });
                credentials.get().of(connection);
                credentials.refresh(newer -> true);
                await(() -> {
                    credentials.retire();
                    return credentials.untilRetired().isEmpty();
                });
                assertThat(retirements).hasValue(late ? 2 : 1);
            }
        }
    }

    @Test
    void aProofThatFailsUnexpectedly_isTriedAgainWithPauses_andItsCredentialsAreGivenBack() {
        Numbered source = new Numbered(given -> given.refreshedAfter(Duration.ofMillis(50)));
        CurrentCredentials credentials = of(source, () -> {});
        Predicate<DatabaseCredentials> broken = newer -> {
            throw new IllegalStateException("the file of the certificate is away");
        };
        try (CredentialRefresh refresh = new CredentialRefresh(credentials, broken)) {
            long begun = System.nanoTime();
            CredentialUse first = credentials.get();
            await(() -> source.given.get() >= 3);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(850));
            assertThat(credentials.uses(first)).isTrue();
            assertThat(credentials.failingSince()).isPresent();
            assertThat(events).contains("given back login-2");
            assertThat(refresh).isNotNull();
        }
    }

    @Test
    void connectionsOfWhatEnds_areRetiredInTime_whileTheSourceIsStalled() throws Exception {
        AtomicInteger retirements = new AtomicInteger();
        Numbered source =
                new Numbered(
                        given -> given.refreshedAfter(Duration.ofMillis(50)).validFor(Duration.ofSeconds(2))) {
                    @Override
                    public DatabaseCredentials fetch() {
                        DatabaseCredentials next = super.fetch();
                        if (next.user().equals("login-3")) {
                            stall();
                        }
                        return next;
                    }

                    @Override
                    public void retired(DatabaseCredentials credentials) {
                        stall();
                    }
                };
        CurrentCredentials credentials = of(source, retirements::incrementAndGet);
        try (CredentialRefresh refresh = new CredentialRefresh(credentials, newer -> true);
                AutoCloseable letGo = going::countDown) {
            credentials.get();
            await(() -> source.given.get() == 3);
            await(() -> retirements.get() > 0);
            assertThat(refresh).isNotNull();
            assertThat(letGo).isNotNull();
        }
    }

    @Test
    void whatIsGivenBackWhileItCloses_isGivenBackOnce_andNothingAfterTheEnd() throws Exception {
        CurrentCredentials credentials = of(
                new Numbered(UnaryOperator.identity()) {
                    @Override
                    public void retired(DatabaseCredentials unused) {
                        stall();
                        super.retired(unused);
                    }
                },
                () -> {});
        credentials.get();
        credentials.refresh(newer -> true);
        credentials.refresh(newer -> true);
        Thread settling = new Thread(credentials::settle);
        settling.start();
        await(() -> settling.getState() == Thread.State.WAITING);
        Thread closing = new Thread(credentials::close);
        closing.start();
        await(() -> closing.getState() == Thread.State.WAITING || closing.getState() == Thread.State.TERMINATED);
        going.countDown();
        settling.join();
        closing.join();
        credentials.close();
        credentials.settle();
        assertThat(events).doesNotHaveDuplicates().endsWith("closed");
    }

    @Test
    void whatIsProvedWhileItCloses_isTheSourcesToTakeBack_once() throws Exception {
        CurrentCredentials credentials =
                of(new Numbered(given -> given.refreshedAfter(Duration.ofMillis(50))), () -> {});
        CredentialRefresh refresh = new CredentialRefresh(credentials, newer -> {
            events.add("proving " + newer.user());
            stall();
            return true;
        });
        credentials.get();
        await(() -> events.contains("proving login-2"));
        CompletableFuture<Void> closing = CompletableFuture.runAsync(refresh::close);
        pause();
        assertThat(events).doesNotContain("closed");
        going.countDown();
        closing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        await(() -> events.contains("closed"));
        assertThat(events).filteredOn(event -> event.equals("closed")).hasSize(1);
        assertThat(events).noneMatch(event -> event.startsWith("given back login-2"));
    }

    @Test
    void closing_doesNotWaitForASourceThatDoesNotAnswer_andSaysWhatMayBeLeft() throws Exception {
        CurrentCredentials credentials = of(
                new Numbered(UnaryOperator.identity()) {
                    @Override
                    public void close() {
                        stall();
                    }
                },
                () -> {});
        CredentialRefresh refresh = new CredentialRefresh(credentials, newer -> true);
        credentials.get();
        String log = WrittenLog.during(() -> CompletableFuture.runAsync(refresh::close)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join());
        assertThat(log).contains("login-1").doesNotContain("s3cret");
    }
}
