package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MaintenanceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final List<String> PURGES =
            List.of("sessions.purge", "tokens.purge", "keyValues.purge", "appliedKeys.purge");

    @RegisterExtension
    private final LogLines log = LogLines.of(Maintenance.class);

    private final WatchedProvider provider = new WatchedProvider();

    /** Two hours ahead of the system's, so that what is written by that is long over. */
    private final InstantSource ahead = () -> InstantSource.system().instant().plus(HOUR.multipliedBy(2));

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private Storage storage() {
        return opened(provider.open(ahead));
    }

    private long called(String name) {
        return provider.calls().stream().filter(name::equals).count();
    }

    private static void fill(Storage storage, int items) {
        KeyValueRecord record = storage.keyValues().namespace("n").record("i");
        List<Mutation> puts = IntStream.range(0, items)
                .mapToObj(i -> Mutation.put(record.item("k" + i), "", PutOptions.ttl(SECOND)))
                .toList();
        storage.keyValues().apply(puts);
    }

    @Test
    void eachStretch_purgesAllThatExpires() {
        long begun = System.nanoTime();
        Storage storage = opened(provider.open(() -> MovableClock.START.plusNanos(System.nanoTime() - begun)));
        opened(Maintenance.of(storage).every(SECOND.multipliedBy(4)).start()); // in whose first second it begins

        Threads.await(() -> PURGES.stream().allMatch(purge -> called(purge) >= 2));

        List<String> calls = provider.calls().stream()
                .filter(call -> PURGES.contains(call) || call.equals("tx.appliedKeys.record"))
                .toList();
        assertThat(calls.subList(1, 5)).containsExactlyInAnyOrderElementsOf(PURGES);
        assertThat(List.of(calls.get(0), calls.get(5))).containsOnly("tx.appliedKeys.record");
    }

    @Test
    void eachStretch_beginsWithAnother_soThatNoneStarves() {
        MovableClock clock = new MovableClock();
        Storage storage = opened(provider.open(clock));
        PURGES.forEach(purge ->
                provider.doing(purge, () -> Threads.sleep(SECOND.multipliedBy(2).plusMillis(100))));
        Maintenance.Builder briefly =
                Maintenance.of(storage).every(SECOND.multipliedBy(10)).atMost(SECOND.multipliedBy(2));

        for (int stretch = 1; stretch <= PURGES.size(); stretch++) {
            int purged = stretch;
            Maintenance maintenance = opened(briefly.start());
            Threads.await(() -> purged() == purged);
            maintenance.close();
            clock.advance(SECOND.multipliedBy(10));
        }

        assertThat(PURGES).allSatisfy(purge -> assertThat(called(purge)).isEqualTo(1));
    }

    private long purged() {
        return PURGES.stream().mapToLong(this::called).sum();
    }

    @Test
    void whatHasExpired_isGone() {
        MovableClock clock = new MovableClock();
        Storage storage = opened(provider.open(clock));
        fill(storage, 2_500);
        clock.advance(HOUR);

        opened(Maintenance.of(storage).every(SECOND.multipliedBy(10)).start());

        Threads.await(() -> purged() == 6);
        assertThat(called("keyValues.purge")).isEqualTo(3);
        assertThat(storage.keyValues().purge()).isZero();
    }

    @Test
    void ofSeveralNodes_oneWinsAStretch() {
        MovableClock still = new MovableClock();
        Storage storage = opened(provider.open(still));
        Duration stretch = SECOND.multipliedBy(3); // enough to purge all, on a machine that is busy with others too
        for (int node = 0; node < 8; node++) {
            opened(Maintenance.of(storage).every(stretch).start());
        }
        Threads.await(() -> called("tx.commit") == 8);
        Threads.await(() -> purged() >= 4);
        assertThat(called("sessions.purge")).isEqualTo(1);

        still.advance(stretch);

        Threads.await(() -> called("tx.commit") == 16);
        Threads.await(() -> purged() >= 8);
        assertThat(called("sessions.purge")).isEqualTo(2);
    }

    @Test
    void providerThatAppliesNothingOnce_isPurgedByEach() {
        provider.without(Capability.APPLY_ONCE).without(Capability.TOKENS);
        Storage storage = opened(provider.open(new MovableClock()));
        for (int node = 0; node < 3; node++) {
            opened(Maintenance.of(storage).every(SECOND.multipliedBy(10)).start());
        }

        Threads.await(() -> purged() == 6);
        assertThat(called("keyValues.purge")).isEqualTo(3);
        assertThat(called("sessions.purge")).isEqualTo(3);
        assertThat(provider.calls()).doesNotContain("tokens.purge", "appliedKeys.purge", "begin");
    }

    @Test
    void failure_leavesTheOthersAlone_andIsTriedAgain() {
        provider.failing("sessions.purge", new Unavailable("away", null), new Unavailable("away", null));
        opened(Maintenance.of(storage()).every(SECOND).start());

        Threads.await(() -> called("sessions.purge") >= 3);

        assertThat(called("tokens.purge")).isGreaterThanOrEqualTo(1);
        assertThat(called("keyValues.purge")).isGreaterThanOrEqualTo(1);
        assertThat(log.lines())
                .containsExactly("WARN [provider=\"watched\", step=\"purge\", interval=\"PT1S\"]"
                        + " what has expired could not be purged; it is tried again");
        assertThat(log.traces()).containsExactly(Unavailable.class.getName());
    }

    @Test
    void rightThatIsMissing_isSaid_withoutAStackTrace() {
        provider.failing("sessions.purge", new AccessDenied("the role lacks a right: GRANT it", null));
        opened(Maintenance.of(storage()).every(SECOND).start());

        Threads.await(() -> called("sessions.purge") >= 2);

        assertThat(log.lines())
                .containsExactly("WARN [provider=\"watched\", step=\"purge\", interval=\"PT1S\"]"
                        + " what has expired could not be purged; it is tried again: the role lacks a right: GRANT it");
        assertThat(log.traces()).isEmpty();
    }

    @Test
    void failureOfAnyKind_endsNothing() {
        provider.failing("begin", new IllegalStateException("of something else than a closed storage"))
                .failing("sessions.purge", new IllegalStateException("of something else than a closed storage"))
                .doing("tokens.purge", () -> {
                    throw new AssertionError("planted");
                });
        opened(Maintenance.of(storage()).every(SECOND).start());

        Threads.await(() -> called("sessions.purge") >= 2 && called("tokens.purge") >= 2);
    }

    @Test
    void clockThatFails_isAskedAgain() {
        AtomicBoolean broken = new AtomicBoolean(true);
        Storage storage = opened(provider.open(() -> {
            if (broken.get()) {
                throw new IllegalStateException("planted");
            }
            return MovableClock.START;
        }));

        Maintenance maintenance = opened(Maintenance.of(storage).every(SECOND).start());

        Threads.await(() -> !log.lines().isEmpty());
        assertThat(log.lines()).singleElement().asString().contains("step=\"tell_the_time\"");
        assertThat(threads()).hasSize(1);
        broken.set(false);
        maintenance.close();
    }

    @Test
    void nodeThatLosesAStretch_isOverItsTrouble_andTellsTheNext() {
        MovableClock clock = new MovableClock();
        Storage storage = opened(provider.open(clock));
        provider.failing("begin", new Unavailable("away", null));
        opened(Maintenance.of(storage).every(SECOND.multipliedBy(2)).start());
        Threads.await(() -> log.lines().size() == 1);

        clock.advance(SECOND.multipliedBy(2));
        long stretch = clock.instant().toEpochMilli() / 2_000;
        storage.applyOnce(new IdempotencyKey("coffer-maintenance-2000-" + stretch, clock.instant()), tx -> {});
        Threads.await(() -> called("tx.commit") == 2);
        provider.failing("begin", new Unavailable("away again", null));
        clock.advance(SECOND.multipliedBy(2));

        Threads.await(() -> log.lines().size() == 2);
        assertThat(purged()).isZero();
    }

    @Test
    void timeThatIsOver_endsItBetweenTwoBatches() {
        MovableClock clock = new MovableClock();
        Storage storage = opened(provider.open(clock));
        fill(storage, 5_000);
        clock.advance(HOUR);
        provider.doing(
                "keyValues.purge", () -> Threads.sleep(SECOND.multipliedBy(2).plusMillis(200)));

        opened(Maintenance.of(storage)
                .every(SECOND.multipliedBy(10))
                .atMost(SECOND.multipliedBy(2))
                .start());

        Threads.await(() -> called("keyValues.purge") == 1);
        long others = purged() - 1;
        opened(storage).close(); // which waits for the batch
        assertThat(called("keyValues.purge")).isEqualTo(1);
        assertThat(purged()).isEqualTo(others + 1);
    }

    @Test
    void close_waitsForTheBatch_andEndsTheThread() {
        Storage storage = storage();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        Runnable slowly = () -> {
            running.countDown();
            Threads.await(finish);
        };
        PURGES.forEach(purge -> provider.doing(purge, slowly));
        Maintenance maintenance = Maintenance.of(storage).every(SECOND).start();
        Threads.await(running);

        Thread closing = new Thread(maintenance::close);
        closing.start();
        Threads.await(() -> Threads.isParked(closing));
        finish.countDown();

        Threads.await(() -> !closing.isAlive());
        assertThat(purged()).isEqualTo(1);
        assertThat(threads()).isEmpty();
        maintenance.close();
    }

    @Test
    void storageThatIsClosed_endsIt_alsoIfItWasClosedBefore() {
        Storage storage = storage();
        Maintenance.of(storage).every(HOUR).start();
        assertThat(threads()).hasSize(1).allMatch(Thread::isDaemon);

        storage.close();
        assertThat(threads()).isEmpty();

        Maintenance.of(storage).every(SECOND).start();
        Threads.await(() -> threads().isEmpty());
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("coffer-maintenance"))
                .toList();
    }

    @Test
    void times_areFromASecondToADay() {
        Maintenance.Builder maintenance = Maintenance.of(storage());
        assertRefused("every", () -> maintenance.every(Duration.ofMillis(999)));
        assertRefused("every", () -> maintenance.every(Duration.ofDays(1).plusNanos(1)));
        assertRefused("budget", () -> maintenance.atMost(Duration.ZERO));
    }
}
