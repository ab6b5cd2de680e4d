package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.Corrupt;
import dev.coffer.storage.Outcome;
import dev.coffer.storage.Timeout;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.UnknownOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests that change nothing, with one permit. */
class BatchQueueTest {
    private final PlannedStatement statement = new PlannedStatement();
    private final Semaphore first = statement.hold("first");
    private final BatchQueue<String, String> queue = queue(Duration.ofMinutes(1));

    private BatchQueue<String, String> queue(Duration patience) {
        return new BatchQueue<>(statement, patience, new RoundTrip(1, System::nanoTime));
    }

    private static QueuedCaller<String> start(BatchQueue<String, String> queue, String request) {
        return QueuedCaller.start(() -> queue.call(request));
    }

    /** A call that has the permit, until the test releases it. */
    private QueuedCaller<String> takePermit() {
        QueuedCaller<String> caller = start(queue, "first");
        QueuedCaller.await(() -> !statement.runs.isEmpty());
        return caller;
    }

    private List<QueuedCaller<String>> queued(List<String> requests) {
        List<QueuedCaller<String>> callers = new ArrayList<>();
        requests.forEach(request -> callers.add(start(queue, request).awaitQueued()));
        return callers;
    }

    /** The permit is free and nobody waits: a call goes straight through. */
    private void assertFree() {
        QueuedCaller.await(() -> {
            assertThat(queue.call("last")).isEqualTo("last!");
            return statement.alone.contains("last");
        });
    }

    @Test
    void aCallThatFindsNobody_goesStraight() {
        assertThat(queue.call("a")).isEqualTo("a!");
        assertThat(queue.call("b")).isEqualTo("b!");
        assertThat(statement.alone).containsExactly("a", "b");
    }

    @Test
    void aStraightCallThatFails_givesItsPermitBack() {
        statement.failuresAlone.put("a", () -> new Timeout("late", null));
        assertThatExceptionOfType(Timeout.class).isThrownBy(() -> queue.call("a"));
        assertFree();
    }

    @Test
    void callsThatWait_areServedTogether_eachWithItsOwnResult_inTheOrderTheyCame() throws Exception {
        QueuedCaller<String> holder = takePermit();
        List<QueuedCaller<String>> waiting = queued(List.of("a", "b", "c"));
        first.release();
        assertThat(holder.result()).isEqualTo("first!");
        for (int i = 0; i < 3; i++) {
            assertThat(waiting.get(i).result())
                    .isEqualTo(List.of("a!", "b!", "c!").get(i));
        }
        assertThat(statement.runs).containsExactly(List.of("first"), List.of("a", "b", "c"));
        assertFree();
    }

    @Test
    void aBatch_hasAtMost64() throws Exception {
        takePermit();
        List<String> requests =
                IntStream.range(0, 70).mapToObj(Integer::toString).toList();
        List<QueuedCaller<String>> waiting = queued(requests);
        first.release();
        for (QueuedCaller<String> caller : waiting) {
            caller.result();
        }
        assertThat(statement.runs).containsExactly(List.of("first"), requests.subList(0, 64), requests.subList(64, 70));
    }

    @Test
    void whatQueuesWhileTheLeaderWaitsForAConnection_isServedToo() throws Exception {
        takePermit();
        statement.connections = new Semaphore(0);
        List<QueuedCaller<String>> waiting = queued(List.of("a"));
        first.release();
        QueuedCaller.await(() -> statement.leases.get() == 1);
        waiting.addAll(queued(List.of("b")));
        statement.connections.release();
        assertThat(waiting.get(0).result()).isEqualTo("a!");
        assertThat(waiting.get(1).result()).isEqualTo("b!");
        assertThat(statement.runs).containsExactly(List.of("first"), List.of("a", "b"));
    }

    @Test
    void aNewcomer_doesNotOvertakeThoseThatWait() throws Exception {
        takePermit();
        Semaphore a = statement.hold("a");
        List<QueuedCaller<String>> waiting = queued(List.of("a"));
        first.release();
        QueuedCaller.await(() -> statement.runs.size() == 2);
        waiting.addAll(queued(List.of("b", "c")));
        a.release();
        for (QueuedCaller<String> caller : waiting) {
            caller.result();
        }
        assertThat(statement.runs).containsExactly(List.of("first"), List.of("a"), List.of("b", "c"));
    }

    @Test
    void aCallThatWaitsTooLong_isNotBegun() throws Exception {
        BatchQueue<String, String> impatient = queue(Duration.ofMillis(50));
        QueuedCaller<String> holder = start(impatient, "first");
        QueuedCaller.await(() -> !statement.runs.isEmpty());
        assertThatExceptionOfType(Unavailable.class)
                .isThrownBy(() -> impatient.call("a"))
                .withMessage("no connection became free in time")
                .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED));
        first.release();
        assertThat(holder.result()).isEqualTo("first!");
        assertThat(impatient.call("b")).isEqualTo("b!");
        assertThat(statement.runs).containsExactly(List.of("first"), List.of("b"));
    }

    @Test
    void anInterrupt_whileQueued_withdrawsTheCall() throws Exception {
        takePermit();
        List<QueuedCaller<String>> waiting = queued(List.of("a", "b", "c"));
        waiting.get(1).interrupt();
        assertThatThrownBy(waiting.get(1)::result).hasCauseInstanceOf(Unavailable.class);
        assertThat(waiting.get(1).interruptedAfter()).isTrue();
        first.release();
        waiting.get(0).result();
        waiting.get(2).result();
        assertThat(statement.runs).containsExactly(List.of("first"), List.of("a", "c"));
    }

    @Test
    void anInterrupt_onceDrained_waitsForTheOutcome() throws Exception {
        takePermit();
        Semaphore a = statement.hold("a");
        List<QueuedCaller<String>> waiting = queued(List.of("a", "b"));
        first.release();
        QueuedCaller.await(() -> statement.runs.size() == 2);
        waiting.get(1).interrupt();
        waiting.get(1).awaitQueued();
        a.release();
        assertThat(waiting.get(1).result()).isEqualTo("b!");
        assertThat(waiting.get(1).interruptedAfter()).isTrue();
        assertThat(waiting.get(0).interruptedAfter()).isFalse();
    }

    @Test
    void aLeaderThatIsInterrupted_whileItWaitsForItsConnection_drainsNobody() throws Exception {
        takePermit();
        statement.connections = new Semaphore(0);
        List<QueuedCaller<String>> waiting = queued(List.of("a", "b"));
        first.release();
        QueuedCaller.await(() -> statement.leases.get() == 1);
        waiting.get(0).interrupt();
        statement.connections.release();
        assertThatThrownBy(waiting.get(0)::result).hasCauseInstanceOf(Unavailable.class);
        assertThat(waiting.get(0).interruptedAfter()).isTrue();
        assertThat(waiting.get(1).result()).isEqualTo("b!");
        assertThat(statement.runs).containsExactly(List.of("first"), List.of("b"));
        assertFree();
    }

    @Test
    void aReadThatFails_asItsLeaderIsInterrupted_isDoneAgainForTheOthers() throws Exception {
        takePermit();
        statement.failures.put("a", () -> {
            Thread.currentThread().interrupt();
            return new Unavailable("the interrupt has closed the connection", null);
        });
        List<QueuedCaller<String>> waiting = queued(List.of("a", "b", "c"));
        first.release();
        assertThatThrownBy(waiting.get(0)::result).hasCauseInstanceOf(Unavailable.class);
        assertThat(waiting.get(1).result()).isEqualTo("b!");
        assertThat(waiting.get(2).result()).isEqualTo("c!");
        assertThat(statement.runs).containsExactly(List.of("first"), List.of("a", "b", "c"), List.of("b", "c"));
        assertFree();
    }

    @Test
    void aLeaderWithoutAConnection_failsAlone_andTheNextTries() throws Exception {
        takePermit();
        Unavailable none = new Unavailable("no connection became free in time", null);
        statement.noConnections.add(none);
        List<QueuedCaller<String>> waiting = queued(List.of("a", "b", "c"));
        first.release();
        assertThatThrownBy(waiting.get(0)::result).cause().isSameAs(none);
        assertThat(waiting.get(1).result()).isEqualTo("b!");
        assertThat(waiting.get(2).result()).isEqualTo("c!");
        assertFree();
    }

    @Test
    void aReadThatFails_failsForAll_eachWithAnExceptionOfItsOwn() throws Exception {
        takePermit();
        Timeout late = new Timeout("the operation took longer than its time limit", null);
        statement.failures.put("b", () -> late);
        List<QueuedCaller<String>> waiting = queued(List.of("a", "b", "c"));
        first.release();
        assertThatThrownBy(waiting.get(0)::result).cause().isSameAs(late);
        for (QueuedCaller<String> other : waiting.subList(1, 3)) {
            assertThatThrownBy(other::result)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(Timeout.class)
                    .isNotSameAs(late)
                    .hasMessage(late.getMessage())
                    .hasCause(late);
        }
        assertThat(statement.counts()).containsEntry("b", 1);
        assertFree();
    }

    @Test
    void aReadThatFailsForTheSakeOfOne_isDoneByEachAlone() throws Exception {
        takePermit();
        Corrupt unreadable = new Corrupt("planted", null);
        statement.failures.put("b", () -> unreadable);
        statement.failuresAlone.put("b", () -> unreadable);
        List<QueuedCaller<String>> waiting = queued(List.of("a", "b", "c"));
        first.release();
        assertThat(waiting.get(0).result()).isEqualTo("a!");
        assertThatThrownBy(waiting.get(1)::result).cause().isSameAs(unreadable);
        assertThat(waiting.get(2).result()).isEqualTo("c!");
        assertFree();
    }

    @Test
    void whenTheCrowdGetsSmaller_whoWaitsIsLetGo() throws Exception {
        RoundTrip near = new RoundTrip(8, System::nanoTime);
        near.took(Duration.ofNanos(1_000).toNanos());
        BatchQueue<String, String> wide = new BatchQueue<>(statement, Duration.ofMinutes(1), near);
        List<String> eight = IntStream.range(0, 8).mapToObj(i -> "held" + i).toList();
        eight.forEach(statement::hold);
        List<QueuedCaller<String>> holders =
                eight.stream().map(request -> start(wide, request)).toList();
        QueuedCaller.await(() -> statement.runs.size() == 8);
        IntStream.range(0, 8).forEach(others -> near.enter()); // of other kinds
        QueuedCaller<String> waiting = start(wide, "waiting").awaitQueued();
        statement.hold("held0").release();
        assertThat(holders.get(0).result()).isEqualTo("held0!");
        assertThat(waiting.result()).isEqualTo("waiting!");
        eight.forEach(request -> statement.hold(request).release());
    }

    @Test
    void anErrorInTheLeader_strandsNobody() throws Exception {
        takePermit();
        Error broken = new OutOfMemoryError("planted");
        statement.failures.put("a", () -> broken);
        List<QueuedCaller<String>> waiting = queued(List.of("a", "b"));
        first.release();
        assertThatThrownBy(waiting.get(0)::result).cause().isSameAs(broken);
        assertThatThrownBy(waiting.get(1)::result)
                .cause()
                .isInstanceOf(UnknownOutcome.class)
                .hasCause(broken);
        assertFree();
    }

    @Test
    void severalPermits_letSeveralBatchesRun() throws Exception {
        BatchQueue<String, String> wide =
                new BatchQueue<>(statement, Duration.ofMinutes(1), new RoundTrip(2, System::nanoTime));
        Semaphore second = statement.hold("second");
        QueuedCaller<String> one = start(wide, "first");
        QueuedCaller<String> two = start(wide, "second");
        QueuedCaller.await(() -> statement.runs.size() == 2);
        QueuedCaller<String> three = start(wide, "third").awaitQueued();
        second.release();
        assertThat(two.result()).isEqualTo("second!");
        assertThat(three.result()).isEqualTo("third!");
        assertThat(one.isDone()).isFalse();
        first.release();
        assertThat(one.result()).isEqualTo("first!");
    }
}
