package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.storage.Busy;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.UnknownOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests that write a row, which is named by the first letter of each, with one permit. */
class WriteBatchQueueTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final PlannedStatement statement = new PlannedStatement();
    private final Semaphore first = statement.hold("first");
    private final WriteBatchQueue<String, String> queue = queue(LONG, 1, 2, LONG);

    private WriteBatchQueue<String, String> queue(
            Duration patience, int permits, int mostAlone, Duration shortLockWait) {
        return new WriteBatchQueue<>(
                statement,
                patience,
                new RoundTrip(permits, System::nanoTime),
                request -> request.substring(0, 1),
                mostAlone,
                shortLockWait,
                PlannedStatement.LONG_LOCK_WAIT);
    }

    private static QueuedCaller<String> start(WriteBatchQueue<String, String> queue, String request) {
        return QueuedCaller.start(() -> queue.call(request));
    }

    /** Calls that are served together, as one that comes before them takes the permit and more. */
    private List<QueuedCaller<String>> together(WriteBatchQueue<String, String> on, List<String> requests) {
        QueuedCaller<String> holder = start(on, "first");
        QueuedCaller.await(() -> statement.runs.size() == 1);
        Semaphore second = statement.hold("xsecond");
        QueuedCaller<String> leader = start(on, "xsecond").awaitQueued();
        first.release();
        QueuedCaller.await(() -> statement.runs.size() == 2);
        List<QueuedCaller<String>> callers = new ArrayList<>();
        requests.forEach(request -> callers.add(start(on, request).awaitQueued()));
        second.release();
        QueuedCaller.await(() -> holder.isDone() && leader.isDone());
        return callers;
    }

    private List<List<String>> runsAfterTheFirstTwo() {
        return statement.runs.stream().skip(2).toList();
    }

    /** A permit and a lone place are free, and nobody waits. */
    private void assertFree() {
        QueuedCaller.await(() -> {
            assertThat(queue.call("zlast")).isEqualTo("zlast!");
            return statement.alone.contains("zlast");
        });
    }

    @Test
    void anUnknownOutcome_isToldToAll_andNothingIsRunAgain() throws Exception {
        UnknownOutcome lost = new UnknownOutcome("the connection was lost while the statement ran", null);
        statement.failures.put("b", () -> lost);
        List<QueuedCaller<String>> callers = together(queue, List.of("a", "b", "c"));
        assertThatThrownBy(callers.get(0)::result).cause().isSameAs(lost);
        assertThatThrownBy(callers.get(1)::result)
                .cause()
                .isInstanceOf(UnknownOutcome.class)
                .hasCause(lost);
        assertThatThrownBy(callers.get(2)::result)
                .cause()
                .isInstanceOf(UnknownOutcome.class)
                .hasCause(lost);
        assertThat(runsAfterTheFirstTwo()).containsExactly(List.of("a", "b", "c"));
        assertFree();
    }

    @Test
    void anotherFailure_isToldToAll() throws Exception {
        statement.failures.put("b", () -> new Unavailable("the server is a standby now", null));
        for (QueuedCaller<String> caller : together(queue, List.of("a", "b", "c"))) {
            assertThatThrownBy(caller::result).cause().isInstanceOf(Unavailable.class);
        }
        assertThat(runsAfterTheFirstTwo()).hasSize(1);
        assertFree();
    }

    @Test
    void theOneThatIsToBlame_failsAlone_withItsOwnError() throws Exception {
        List<String> requests =
                IntStream.range(0, 64).mapToObj(i -> (char) ('A' + i) + "x").toList();
        String guilty = requests.get(37);
        statement.failures.put(guilty, () -> new Duplicate("id", 37, null));
        MissingReference own = new MissingReference("userId", null);
        statement.failuresAlone.put(guilty, () -> own);
        List<QueuedCaller<String>> callers = together(queue, requests);
        for (int i = 0; i < 64; i++) {
            if (i == 37) {
                assertThatThrownBy(callers.get(i)::result).cause().isSameAs(own);
            } else {
                assertThat(callers.get(i).result()).isEqualTo(requests.get(i) + "!");
            }
        }
        assertThat(statement.alone).containsExactly("first", guilty);
        assertThat(runsAfterTheFirstTwo()).hasSizeLessThanOrEqualTo(1 + 2 * 6 + 1);
        assertFree();
    }

    @Test
    void allThatAreToBlame_failAlone() throws Exception {
        List<String> requests =
                IntStream.range(0, 20).mapToObj(i -> (char) ('A' + i) + "x").toList();
        requests.forEach(request -> {
            statement.failures.put(request, () -> new SerializationConflict("a deadlock", null));
            statement.failuresAlone.put(request, () -> new Duplicate("id", null));
        });
        for (QueuedCaller<String> caller : together(queue, requests)) {
            assertThatThrownBy(caller::result).cause().isInstanceOf(Duplicate.class);
        }
        assertFree();
    }

    @Test
    void oneThatABatchPassesOver_goesAlone() throws Exception {
        statement.notServed.add("b");
        statement.failuresAlone.put("b", () -> new MissingReference("userId", null));
        List<QueuedCaller<String>> callers = together(queue, List.of("a", "b", "c"));
        assertThat(callers.get(0).result()).isEqualTo("a!");
        assertThatThrownBy(callers.get(1)::result).cause().isInstanceOf(MissingReference.class);
        assertThat(callers.get(2).result()).isEqualTo("c!");
        assertThat(runsAfterTheFirstTwo()).containsExactly(List.of("a", "b", "c"), List.of("b"));
        assertFree();
    }

    @Test
    void aLeaderWhoseRowIsLocked_servesTheOthersFirst() throws Exception {
        Semaphore locked = statement.hold("ax");
        statement.failures.put("ax", () -> new Busy("locked", null));
        locked.release(2); // for the batch, and for it alone in a batch
        List<QueuedCaller<String>> callers = together(queue, List.of("ax", "b", "c"));
        assertThat(callers.get(1).result()).isEqualTo("b!");
        assertThat(callers.get(2).result()).isEqualTo("c!");
        assertThat(callers.get(0).isDone()).isFalse();
        assertThat(queue.call("d")).isEqualTo("d!");
        locked.release();
        assertThat(callers.get(0).result()).isEqualTo("ax!");
        assertFree();
    }

    @Test
    void othersForALockedRow_areHeldBack_untilItsWriteIsDone() throws Exception {
        Semaphore locked = statement.hold("a1");
        locked.release(2);
        statement.failures.put("a1", () -> new Busy("locked", null));
        QueuedCaller<String> lone = together(queue, List.of("a1", "b")).get(0);
        QueuedCaller.await(() -> statement.waiting.contains("a1"));
        QueuedCaller<String> second = start(queue, "a2").awaitQueued();
        QueuedCaller<String> third = start(queue, "a3").awaitQueued();
        assertThat(queue.call("c")).isEqualTo("c!");
        assertThat(statement.counts()).doesNotContainKeys("a2", "a3");
        locked.release();
        assertThat(lone.result()).isEqualTo("a1!");
        assertThat(second.result()).isEqualTo("a2!");
        assertThat(third.result()).isEqualTo("a3!");
        assertThat(statement.runs).contains(List.of("a2", "a3"));
        assertFree();
    }

    @Test
    void oneThatWaitsForALockedRow_isToldSoInTheEnd_andLeavesIt() throws Exception {
        WriteBatchQueue<String, String> impatient = queue(Duration.ofSeconds(3), 1, 2, LONG);
        Semaphore locked = statement.hold("a1");
        locked.release(2);
        statement.failures.put("a1", () -> new Busy("locked", null));
        QueuedCaller<String> lone = together(impatient, List.of("a1", "b")).get(0);
        QueuedCaller.await(() -> statement.waiting.contains("a1"));
        assertThatExceptionOfType(Busy.class).isThrownBy(() -> impatient.call("a2"));
        locked.release();
        assertThat(lone.result()).isEqualTo("a1!");
        assertThat(impatient.call("a3")).isEqualTo("a3!");
        assertThat(statement.counts()).doesNotContainKey("a2");
    }

    @Test
    void noMoreRowsThanSo_areWaitedForAtOnce() throws Exception {
        List<String> requests = List.of("a", "b", "c", "d");
        List<Semaphore> locks = new ArrayList<>();
        for (String request : requests) {
            statement.failures.put(request, () -> new Busy("locked", null));
            locks.add(statement.hold(request));
            locks.get(locks.size() - 1).release(3); // for four, for two, for it alone in a batch
        }
        List<QueuedCaller<String>> callers = together(queue, requests);
        QueuedCaller.await(() -> statement.waiting.size() == 2);
        callers.get(2).awaitQueued();
        callers.get(3).awaitQueued();
        assertThat(statement.waiting).containsExactlyInAnyOrder("a", "b");
        locks.get(0).release();
        assertThat(callers.get(0).result()).isEqualTo("a!");
        QueuedCaller.await(() -> statement.waiting.contains("c"));
        callers.get(3).interrupt();
        assertThatThrownBy(callers.get(3)::result).cause().isInstanceOf(Unavailable.class);
        locks.get(1).release();
        locks.get(2).release();
        assertThat(callers.get(1).result()).isEqualTo("b!");
        assertThat(callers.get(2).result()).isEqualTo("c!");
        assertFree();
    }

    @Test
    void whileNoMoreMayGoAlone_nobodyGoesStraight() throws Exception {
        WriteBatchQueue<String, String> narrow = queue(LONG, 2, 1, Duration.ofNanos(1));
        Semaphore locked = statement.hold("a");
        QueuedCaller<String> stuck = start(narrow, "a");
        QueuedCaller.await(() -> statement.runs.size() == 1);
        QueuedCaller<String> other = start(narrow, "first");
        QueuedCaller.await(() -> statement.runs.size() == 2);
        assertThat(narrow.call("b")).isEqualTo("b!");
        assertThat(statement.alone).containsExactly("a");
        locked.release();
        first.release();
        assertThat(stuck.result()).isEqualTo("a!");
        assertThat(other.result()).isEqualTo("first!");
        assertThat(narrow.call("c")).isEqualTo("c!");
        assertThat(statement.alone).contains("c");
    }

    @Test
    void aStraightCallThatMeetsALock_keepsItsPermitButShortly() throws Exception {
        WriteBatchQueue<String, String> watching = queue(LONG, 1, 2, Duration.ofMillis(20));
        Semaphore locked = statement.hold("a1");
        QueuedCaller<String> stuck = start(watching, "a1");
        QueuedCaller.await(() -> statement.runs.size() == 1);
        assertThat(watching.call("b")).isEqualTo("b!");
        QueuedCaller<String> sameRow = start(watching, "a2").awaitQueued();
        assertThat(watching.call("c")).isEqualTo("c!");
        locked.release();
        assertThat(stuck.result()).isEqualTo("a1!");
        assertThat(sameRow.result()).isEqualTo("a2!");
        assertThat(watching.call("d")).isEqualTo("d!");
        assertThat(statement.alone).containsExactly("a1", "c", "d");
    }

    @Test
    void anErrorInTheLeader_leavesTheOutcomeUnknown() throws Exception {
        statement.failures.put("b", () -> new AssertionError("planted"));
        List<QueuedCaller<String>> callers = together(queue, List.of("a", "b"));
        assertThatThrownBy(callers.get(0)::result).cause().isInstanceOf(AssertionError.class);
        assertThatThrownBy(callers.get(1)::result).cause().isInstanceOf(UnknownOutcome.class);
        assertFree();
    }
}
